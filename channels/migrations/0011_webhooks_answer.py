import django.core.validators
from django.db import migrations, models

import channels.webhook.answer_fields


class Migration(migrations.Migration):
    """A webhook may say where answers to its reviews and mentions are posted. Before deploy."""

    dependencies = [("channels", "0010_mailboxes_trust_a_receiver")]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="answer_fields",
            field=models.JSONField(
                db_default={"id": "{id}", "text": "{text}", "review": "{post}"},
                default=channels.webhook.answer_fields.usual_answer_fields,
                help_text=(
                    "What is posted. {post} is the id of the review or mention, {url} its "
                    "address, {text} the answer, {id} the same at each repeat."
                ),
                validators=[channels.webhook.answer_fields.checked_answer_fields],
                verbose_name="fields of an answer",
            ),
        ),
        migrations.AddField(
            model_name="webhook",
            name="answer_url",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text=(
                    "Where an answer to a review or mention is posted, signed as its sender "
                    "signs. Everybody can read it there. Left empty, agents answer on the "
                    "platform and keep here what they said."
                ),
                max_length=300,
                validators=[django.core.validators.URLValidator(schemes=["https", "http"])],
                verbose_name="answers go to",
            ),
        ),
    ]

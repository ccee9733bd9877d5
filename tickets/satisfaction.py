"""What the five scores of a survey are called: on its page, in its letter, on the board."""

from django.utils.translation import pgettext_lazy

SATISFACTION = (
    (1, pgettext_lazy("how satisfied", "Very dissatisfied")),
    (2, pgettext_lazy("how satisfied", "Dissatisfied")),
    (3, pgettext_lazy("how satisfied", "So-so")),
    (4, pgettext_lazy("how satisfied", "Satisfied")),
    (5, pgettext_lazy("how satisfied", "Very satisfied")),
)

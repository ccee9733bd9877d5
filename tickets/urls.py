"""The desk's addresses: screens, then the nouns that change a ticket."""

from django.urls import path

from tickets.views import (
    attachment,
    bulk,
    customer,
    exempting,
    filtering,
    home,
    interviews,
    merging,
    moving,
    opening,
    owning,
    queue,
    queues,
    search,
    tags,
    tasks,
    ticket,
    whole_message,
    writing,
)
from tickets.views.appearance import appearance
from tickets.views.styleguide import styleguide

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("home/", home.home, name="home"),
    path("news/", queue.queue_news, name="queue-news"),
    path("filter/", filtering.filter_form, name="filter"),
    path("new/", opening.new_ticket, name="new-ticket"),
    path("queues/new/", queues.save_queue, name="save-queue"),
    path("queues/<int:queue_id>/", queues.saved_queue, name="saved-queue"),
    path("queues/<int:queue_id>/removal/", queues.saved_queue_removal, name="saved-queue-removal"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("tags/", tags.tags, name="tags"),
    path("tags/<int:tag_id>/", tags.tag, name="tag"),
    path("search/", search.search, name="search"),
    path("t/<str:number>/", ticket.ticket_by_number, name="ticket-by-number"),
    path("attachments/<int:attachment_id>/", attachment.attachment, name="attachment"),
    path("attachments/<int:attachment_id>/small/", attachment.thumbnail, name="thumbnail"),
    path("messages/<int:message_id>/pictures/", attachment.mail_pictures, name="mail-pictures"),
    path("messages/<int:message_id>/whole/", whole_message.whole_message, name="whole-message"),
    path("appearance/", appearance, name="appearance"),
    path("styleguide/", styleguide, name="styleguide"),
    # Talks with customers
    path("interviews/", interviews.interviews, name="interviews"),
    path("interviews/new/", interviews.new_interview, name="new-interview"),
    path("interviews/<int:interview_id>/", interviews.interview, name="interview"),
    # One person
    path("customers/<int:customer_id>/", customer.customer, name="customer"),
    path("customers/<int:customer_id>/merge/", customer.customer_merge, name="customer-merge"),
    path(
        "customers/<int:customer_id>/merge/undo/",
        customer.undo_customer_merge,
        name="undo-customer-merge",
    ),
    path("customers/<int:customer_id>/apart/", customer.customer_apart, name="customer-apart"),
    # One ticket
    path("tickets/<int:ticket_id>/", ticket.ticket, name="ticket"),
    path("tickets/<int:ticket_id>/preview/", ticket.preview, name="preview"),
    path("tickets/<int:ticket_id>/history/", ticket.history, name="history"),
    path("tickets/<int:ticket_id>/clocks/", ticket.clocks, name="clocks"),
    path("tickets/<int:ticket_id>/news/", ticket.ticket_news, name="ticket-news"),
    path("tickets/<int:ticket_id>/here/", ticket.here, name="here"),
    path("tickets/<int:ticket_id>/macros/", writing.macros, name="macros"),
    # What is said
    path("tickets/<int:ticket_id>/reply/", writing.reply, name="reply"),
    path(
        "tickets/<int:ticket_id>/reply/<int:message_id>/undo/",
        writing.undo_reply,
        name="undo-reply",
    ),
    path("tickets/<int:ticket_id>/note/", writing.note, name="note"),
    path("tickets/<int:ticket_id>/draft/", writing.draft, name="draft"),
    # Who has it and what it is
    path("tickets/<int:ticket_id>/taking/", owning.take, name="taking"),
    path("tickets/<int:ticket_id>/assignment/", owning.assignment, name="assignment"),
    path("tickets/<int:ticket_id>/triage/", owning.triage, name="triage"),
    path("tickets/<int:ticket_id>/tags/", tags.ticket_tags, name="ticket-tags"),
    path(
        "tickets/<int:ticket_id>/triage/confirmation/",
        owning.triage_confirmation,
        name="triage-confirmation",
    ),
    path(
        "tickets/<int:ticket_id>/proposals/<int:proposal_id>/acceptance/",
        owning.proposal_acceptance,
        name="proposal-acceptance",
    ),
    # Where it stands
    path("tickets/<int:ticket_id>/hold/", moving.hold, name="hold"),
    path("tickets/<int:ticket_id>/wait/", moving.wait, name="wait"),
    path("tickets/<int:ticket_id>/resumption/", moving.resumption, name="resumption"),
    path("tickets/<int:ticket_id>/resolution/", moving.resolution, name="resolution"),
    path("tickets/<int:ticket_id>/reopening/", moving.reopening, name="reopening"),
    path("tickets/<int:ticket_id>/reopening/undo/", moving.undo_reopening, name="undo-reopening"),
    path("tickets/<int:ticket_id>/cancellation/", moving.cancellation, name="cancellation"),
    path(
        "tickets/<int:ticket_id>/cancellation/undo/",
        moving.undo_cancellation,
        name="undo-cancellation",
    ),
    # Together and apart
    path("tickets/<int:ticket_id>/merge/", merging.merge, name="merge"),
    path("tickets/<int:ticket_id>/merge/undo/", merging.undo_merge, name="undo-merge"),
    path("tickets/<int:ticket_id>/messages/<int:message_id>/split/", merging.split, name="split"),
    # What is excused
    path(
        "tickets/<int:ticket_id>/breaches/<int:breach_id>/exemption/",
        exempting.exemption,
        name="exemption",
    ),
    path(
        "tickets/<int:ticket_id>/breaches/<int:breach_id>/exemption/approval/",
        exempting.approval,
        name="exemption-approval",
    ),
    path(
        "tickets/<int:ticket_id>/breaches/<int:breach_id>/exemption/refusal/",
        exempting.refusal,
        name="exemption-refusal",
    ),
    # What is to do
    path("tickets/<int:ticket_id>/tasks/", tasks.tasks, name="tasks"),
    path("tickets/<int:ticket_id>/tasks/<int:task_id>/done/", tasks.task_done, name="task-done"),
    path("tickets/<int:ticket_id>/acknowledgement/", tasks.acknowledgement, name="acknowledgement"),
]

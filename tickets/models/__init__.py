"""One noun a file; import from here."""

from tickets.models.article import Article
from tickets.models.attachment import Attachment, StoredFile
from tickets.models.calendar import BusinessCalendar, CalendarVersion
from tickets.models.catalog import Category, PriorityCell, Product, Tag, Tier
from tickets.models.customer import ContactPoint, Customer, CustomerMerge, CustomersApart
from tickets.models.event import ConfigurationEvent, TicketEvent
from tickets.models.incident import LagIncident
from tickets.models.macro import Macro
from tickets.models.message import Draft, Message
from tickets.models.on_call import OnCallWebhook
from tickets.models.outbox import Delivery
from tickets.models.people import Membership, Right, Role, RoleRight, Team, User
from tickets.models.place import Interview, Store
from tickets.models.proposal import Proposal
from tickets.models.queue import SavedQueue
from tickets.models.recalculation import Recalculation
from tickets.models.resolution import Hold, Resolution, ResolutionItem
from tickets.models.rule import KeywordRule, RoutingRule
from tickets.models.setting import ConfigurationStamp, DeskSettings
from tickets.models.sla import (
    SlaBreach,
    SlaClock,
    SlaClockEvent,
    SlaExemption,
    SlaFiring,
    SlaPause,
)
from tickets.models.sla_policy import (
    LadderStep,
    Metric,
    SlaPolicy,
    SlaPolicyVersion,
    SlaTarget,
)
from tickets.models.survey import Survey, SurveyAnswer, SurveyRevision, SurveyVersion
from tickets.models.task import Task
from tickets.models.ticket import Ticket

__all__ = [
    "Article",
    "Attachment",
    "BusinessCalendar",
    "CalendarVersion",
    "Category",
    "ConfigurationEvent",
    "ConfigurationStamp",
    "ContactPoint",
    "Customer",
    "CustomerMerge",
    "CustomersApart",
    "Delivery",
    "DeskSettings",
    "Draft",
    "Hold",
    "Interview",
    "KeywordRule",
    "LadderStep",
    "LagIncident",
    "Macro",
    "Membership",
    "Message",
    "Metric",
    "OnCallWebhook",
    "PriorityCell",
    "Product",
    "Proposal",
    "Recalculation",
    "Resolution",
    "ResolutionItem",
    "Right",
    "Role",
    "RoleRight",
    "RoutingRule",
    "SavedQueue",
    "SlaBreach",
    "SlaClock",
    "SlaClockEvent",
    "SlaExemption",
    "SlaFiring",
    "SlaPause",
    "SlaPolicy",
    "SlaPolicyVersion",
    "SlaTarget",
    "Store",
    "StoredFile",
    "Survey",
    "SurveyAnswer",
    "SurveyRevision",
    "SurveyVersion",
    "Tag",
    "Task",
    "Team",
    "Ticket",
    "TicketEvent",
    "Tier",
    "User",
]

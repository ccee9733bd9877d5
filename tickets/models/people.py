"""People at the desk: users, teams, roles and what each role may do."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.names import BilingualName


class Role(models.Model):
    """A fixed role code. What it may do is data: `RoleRight`."""

    class Code(models.TextChoices):
        AGENT = "agent", _("agent")
        LEAD = "lead", _("team lead")
        MANAGER = "manager", _("manager")
        ADMIN = "admin", _("administrator")
        STORE_STAFF = "store_staff", _("store staff")
        EMPLOYEE = "employee", _("employee")
        ANALYST = "analyst", _("analyst")
        AUDITOR = "auditor", _("auditor")

    code = models.CharField(max_length=20, primary_key=True, choices=Code)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return str(self.get_code_display())


class Right(models.TextChoices):
    """Everything a role can be allowed to do; the codes the permission matrix speaks in."""

    SEE_TICKETS = "see_tickets", _("see the tickets of their teams")
    SEE_ALL_TICKETS = "see_all_tickets", _("see the tickets of all teams")
    WORK_TICKETS = "work_tickets", _("answer, triage and resolve")
    ASSIGN_TICKETS = "assign_tickets", _("assign to other people")
    LOWER_TIER = "lower_tier", _("lower a priority tier")
    LEAD_TICKETS = "lead_tickets", _("act for the owner, undo cancellations, exempt surveys")
    APPROVE_EXEMPTION = "approve_exemption", _("approve exemptions from a breach")
    SEE_BOARD = "see_board", _("see the SLA board and reports")
    CONFIGURE = "configure", _("configure the desk")
    SEE_AUDIT = "see_audit", _("read the audit trail")
    REPORT_INTERNALLY = "report_internally", _("hand in observations and reports")
    ENTER_SLIPS = "enter_slips", _("enter slips and counter notes")
    SEE_SYSTEM = "see_system", _("see the system page")
    MEND_SYSTEM = "mend_system", _("try again what failed, open it by hand")


class RoleRight(models.Model):
    """One cell of the permission matrix: this role has this right."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="rights", verbose_name=_("role"))
    right = models.CharField(_("right"), max_length=30, choices=Right)

    class Meta:
        verbose_name = _("right of a role")
        verbose_name_plural = _("rights of roles")
        constraints = [models.UniqueConstraint(fields=["role", "right"], name="role_right_once")]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.right}"


class User(AbstractUser):
    """Someone who works at the desk."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(
        _("shown name"), max_length=80, help_text=_("The name that customers and colleagues read.")
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=[("en", "English"), ("zh-hans", "简体中文")],
        help_text=_("Left empty, the browser decides."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        help_text=_("An IANA name such as Asia/Shanghai. Left empty, the site's zone."),
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_away = models.BooleanField(
        _("away"), default=False, help_text=_("Gets no tickets assigned by rule.")
    )
    roles = models.ManyToManyField(Role, related_name="users", blank=True, verbose_name=_("roles"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return f"{self.display_name or self.username} ({self.username})"

    def save(self, *args, **kwargs) -> None:
        self.display_name = self.display_name or self.get_full_name() or self.username
        super().save(*args, **kwargs)


class Team(BilingualName):
    """A group with one lead and one manager; tickets wait in its queue."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    lead = models.ForeignKey(
        User, models.PROTECT, related_name="leads", null=True, blank=True, verbose_name=_("lead")
    )
    manager = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="manages",
        null=True,
        blank=True,
        verbose_name=_("manager"),
    )
    members = models.ManyToManyField(
        User, through="Membership", related_name="teams", verbose_name=_("members")
    )
    sender_name = models.CharField(
        _("sender name"),
        max_length=80,
        blank=True,
        help_text=_("Shown as the sender of this team's mails. Left empty, the team's name."),
    )
    signature_en = models.TextField(_("signature in English"), blank=True)
    signature_zh = models.TextField(_("signature in Chinese"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["code"]


class Membership(models.Model):
    """Who works in which team."""

    team = models.ForeignKey(Team, models.CASCADE, verbose_name=_("team"))
    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("person"))

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"

"""Macros, articles and shared queues."""

from django.contrib import admin

from tickets.admin.base import ConfigurationAdmin
from tickets.models import Article, Macro, SavedQueue


@admin.register(Macro)
class MacroAdmin(ConfigurationAdmin):
    list_display = ("name", "team", "then", "is_active")
    search_fields = ("name_en", "name_zh")


@admin.register(Article)
class ArticleAdmin(ConfigurationAdmin):
    list_display = ("title", "language", "state", "is_public")
    list_filter = ("language", "state", "is_public")
    search_fields = ("title", "body")


@admin.register(SavedQueue)
class SavedQueueAdmin(ConfigurationAdmin):
    list_display = ("name", "team", "owner", "position")
    list_select_related = ("team", "owner")

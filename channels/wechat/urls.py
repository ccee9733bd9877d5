"""Where WeChat posts to."""

from django.urls import path

from channels.wechat.views import wechat

urlpatterns = [path("wechat/<slug:code>/", wechat, name="wechat")]

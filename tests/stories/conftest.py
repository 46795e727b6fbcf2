"""The story's browser is the one of the browser tests."""

from tests.browser.conftest import browser_context_args, browser_type_launch_args, clean_page, login

__all__ = ["browser_context_args", "browser_type_launch_args", "clean_page", "login"]

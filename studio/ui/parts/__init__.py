"""Widgets of the design system; views are put together from these and no others."""

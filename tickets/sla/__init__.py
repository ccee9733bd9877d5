"""Time: business calendars, clocks, policies, sweeps.

`calendar` is the door to the pure engine; SLA.md of the design is its law.
"""

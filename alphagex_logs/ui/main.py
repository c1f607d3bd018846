"""The entry script: the frame around whichever page was asked for."""

from alphagex_logs.ui import filter_bar, frame, problems, theme

page = frame.navigation()
theme.apply()
with problems.guarded("The dashboard", remains="Nothing has been lost: bots go on logging. Reload the page when the cause is gone."):
    refused = filter_bar.show(page)
    if refused is not None:
        problems.refused_link(refused)
    page.run()
    frame.finish()

"""The meeting: agenda and timetable, pure, on its own log stream (`meeting.db`)."""

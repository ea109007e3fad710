"""The meeting: agenda, timetable and roll, pure, on its own log stream (`meeting.db`)."""

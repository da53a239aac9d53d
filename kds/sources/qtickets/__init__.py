"""Qtickets, the admissions of a venue: client, wire models, their translation into values, and the venue's source."""

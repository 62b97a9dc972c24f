"""Recurring duties to inspect, and each round that is due because of them: kept, late, missed or excused."""

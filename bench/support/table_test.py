#!/usr/bin/env python3
"""The table judges what the programs measured: ratios, goals, first goals, and the document that it is put into."""
import tempfile
import unittest
from pathlib import Path

import table


def judged(**line):
    return table.judge({"row": "1", "what": "x", "unit": "ns", "peer": "", "note": "", **line})


class Judge(unittest.TestCase):
    def test_a_ratio_says_how_many_times_better_ours_is_whatever_is_better(self):
        self.assertEqual(judged(ours=5, peer_value=20)["ratio"], 4)
        self.assertEqual(judged(ours=20, peer_value=5, smaller_is_better=False)["ratio"], 4)

    def test_the_ratio_of_the_rounds_goes_before_that_of_the_medians(self):
        self.assertEqual(judged(ours=5, peer_value=20, pairwise=3.5)["ratio"], 3.5)

    def test_a_share_says_how_much_of_the_limit_is_reached(self):
        self.assertEqual(judged(ours=40, limit=20)["share"], 0.5)
        self.assertEqual(judged(ours=20, limit=40, smaller_is_better=False)["share"], 0.5)

    def test_a_goal_is_reached_missed_or_reached_first(self):
        more = {"smaller_is_better": False, "first_goal": 50, "goal": 100}
        self.assertEqual([judged(ours=o, **more)["reached"] for o in (49, 50, 100)], ["missed", "first", "yes"])
        self.assertEqual([judged(ours=o, goal=10)["reached"] for o in (10, 11)], ["yes", "missed"])

    def test_a_goal_against_a_peer_counts_as_well(self):
        self.assertEqual(judged(ours=1, goal=2, peer_value=1.9, goal_ratio=2)["reached"], "missed")
        self.assertEqual(judged(ours=1, goal=2, peer_value=2, goal_ratio=2)["reached"], "yes")

    def test_nothing_measured_reaches_nothing(self):
        self.assertEqual(judged(ours=0, goal=5)["reached"], "")
        self.assertEqual(judged(ours=5)["reached"], "")


class Document(unittest.TestCase):
    def test_only_what_stands_between_the_marks_is_replaced(self):
        report = {"conditions": {"date": "today"}, "rows": [judged(ours=5, goal=6)], "failures": [],
                  "skipped_peers": {"some": "why"}}
        with tempfile.TemporaryDirectory() as folder:
            document = Path(folder) / "doc.md"
            document.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")
            table.put_into(document, report)
            table.put_into(document, report)
            text = document.read_text()
        self.assertTrue(text.startswith("before\n") and text.endswith("\nafter\n"))
        self.assertNotIn("old", text)
        self.assertEqual(text.count("| 1 | x | 5 |"), 1)
        self.assertIn("- peer skipped: some: why", text)


if __name__ == "__main__":
    unittest.main()

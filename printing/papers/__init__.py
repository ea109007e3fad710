"""The papers of a congress, from its rules to its results: one model, set as docx and as PDF."""

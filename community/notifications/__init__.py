"""Telling people what became of what they said: news, whom they reach and how, and what people follow."""

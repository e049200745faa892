"""Words of many languages by which a story is read, as concepts: speakers, agencies, units, stances."""

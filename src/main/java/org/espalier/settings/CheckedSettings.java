package org.espalier.settings;

import org.espalier.spec.space.StudySpace;

/** Settings with the space that they ask for: right as far as it shows without a table. */
public record CheckedSettings(Settings settings, StudySpace space) {}

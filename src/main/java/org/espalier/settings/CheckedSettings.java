package org.espalier.settings;

import org.espalier.plan.space.StudySpace;

/** Settings with the space that they ask for: right as far as it shows without a table. */
public record CheckedSettings(Settings settings, StudySpace space) {}

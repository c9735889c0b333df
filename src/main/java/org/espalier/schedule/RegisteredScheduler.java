package org.espalier.schedule;

import java.util.Optional;
import org.espalier.search.StrategyTexts;

/** Spec of a scheduler of Espalier's own. */
record RegisteredScheduler(
    String name,
    StrategyTexts texts,
    LadderKind ladder,
    Optional<OwnSampler> ownSampler,
    Factory factory)
    implements SchedulerSpec {}

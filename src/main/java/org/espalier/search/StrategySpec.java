package org.espalier.search;

/** Description of a sampler or a scheduler. */
public interface StrategySpec {

  /** Unique name in settings: lower-case letters, digits and hyphens, beginning with a letter. */
  String name();

  StrategyTexts texts();
}

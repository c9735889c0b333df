package org.espalier.hocon;

import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;

/**
 * Settings of a study, as read from its file.
 *
 * @param effective every setting with its value, defaults included, secrets hidden, as HOCON in the
 *     order of the manual; reading it gives the same plan
 * @param withOrigins the same, each setting with its origin in a comment
 */
public record Settings(StudyPlan plan, String effective, String withOrigins) {

  /** Copy with a plan in which {@code auto} has made its choices. */
  public Settings with(StudyPlan chosen) {
    return new Settings(chosen, effective, withOrigins);
  }

  /** Settings with their search space: valid as far as that can be checked without a table. */
  public record Checked(Settings settings, StudySpace space) {}
}

package org.espalier.learner;

import java.util.List;
import org.espalier.Api;

/**
 * Service that adds learners from another jar. The jar names its implementation, which has a public
 * constructor without arguments, in {@value #FILE}.
 */
@Api
public interface LearnerProvider {

  /** Path of the file in a jar with the class names of its providers, one per line. */
  String FILE = "META-INF/services/org.espalier.learner.LearnerProvider";

  /** The learners, called once for a class path; needs no Spark session. */
  List<LearnerDescriptor> learners();
}

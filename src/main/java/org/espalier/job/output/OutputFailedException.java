package org.espalier.job.output;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;
import org.espalier.evaluate.Reason;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.problem.SafeText;

/**
 * Output of a study that cannot be written any more, as on a full disk. What was recorded until
 * then is whole, and the study goes on from it.
 */
public final class OutputFailedException extends IOException {

  private OutputFailedException(StudyFolder folder, Throwable cause) {
    super(
        SafeText.line(
            "%s: cannot be written to any more: %s; make room or give access, and --resume goes on"
                .formatted(folder.path(), Reason.plain(cause))),
        cause);
  }

  /** What a failure is if it came of the storage that a study writes to. */
  public static Optional<OutputFailedException> of(StudyFolder folder, Throwable failure) {
    if (failure instanceof OutputFailedException known) {
      return Optional.of(known);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FSError && cause.getCause() != null) {
        continue; // it wraps what the disk said
      }
      if (cause instanceof IOException || cause instanceof FSError) {
        return Optional.of(new OutputFailedException(folder, cause));
      }
    }
    return Optional.empty();
  }
}

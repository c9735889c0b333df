package org.espalier.job.model;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;
import org.espalier.evaluate.Reason;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.SafeText;

/**
 * Output of a study that cannot be written any more, as on a full disk. Earlier records are whole,
 * and the study can continue from them.
 */
public final class OutputFailedException extends IOException {

  private OutputFailedException(StudyFolder folder, Throwable cause) {
    super(
        SafeText.line(
            "%s: cannot be written any more: %s; free space or grant access, then --resume continues"
                .formatted(folder.path(), Reason.plain(cause))),
        cause);
  }

  /** The exception for a failure; empty unless the storage of the study caused it. */
  public static Optional<OutputFailedException> of(StudyFolder folder, Throwable failure) {
    if (failure instanceof OutputFailedException known) {
      return Optional.of(known);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FSError && cause.getCause() != null) {
        continue; // wraps the error of the disk
      }
      if (cause instanceof IOException || cause instanceof FSError) {
        return Optional.of(new OutputFailedException(folder, cause));
      }
    }
    return Optional.empty();
  }
}

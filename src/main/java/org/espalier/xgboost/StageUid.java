package org.espalier.xgboost;

import java.util.Objects;
import org.apache.spark.ml.util.Identifiable$;
import org.jspecify.annotations.Nullable;

/**
 * Handover of a stage's uid to its constructor. The constructor of MLlib's superclass takes no uid
 * but creates params with it, before the subclass can set a field. The creating thread therefore
 * provides the uid first, and the stage stores it at the first call of {@code uid()}.
 */
final class StageUid {

  private static final ThreadLocal<@Nullable String> GIVEN = new ThreadLocal<>();

  private StageUid() {}

  /** Provides the uid of the stage that this thread creates next. */
  static StageUid given(String uid) {
    GIVEN.set(Objects.requireNonNull(uid));
    return new StageUid();
  }

  /**
   * Provides a random uid.
   *
   * @param prefix first part of the uid
   */
  static StageUid drawn(String prefix) {
    return given(Identifiable$.MODULE$.randomUID(prefix));
  }

  /** Takes the uid that was provided. */
  static String taken() {
    String uid = Objects.requireNonNull(GIVEN.get());
    GIVEN.remove();
    return uid;
  }
}

package org.espalier.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Dispatch on the kind of an event: one function for each kind that a reader takes. The reader
 * skips events of other kinds.
 */
public final class EventCases {

  private final Map<Class<? extends StudyEvent>, Consumer<StudyEvent>> cases = new HashMap<>();

  /** Adds the function for events of a kind. */
  public <E extends StudyEvent> EventCases on(Class<E> kind, Consumer<? super E> then) {
    cases.put(kind, event -> then.accept(kind.cast(event)));
    return this;
  }

  /**
   * Cases of a reader that takes events of all kinds.
   *
   * @throws IllegalStateException that names a kind without a function
   */
  public EventCases ofAllKinds() {
    for (Class<?> kind : StudyEvent.class.getPermittedSubclasses()) {
      if (!cases.containsKey(kind)) {
        throw new IllegalStateException("There is no case of %s.".formatted(kind.getSimpleName()));
      }
    }
    return this;
  }

  /** Gives an event to the function for its kind. */
  public void match(StudyEvent event) {
    Consumer<StudyEvent> then = cases.get(event.getClass());
    if (then != null) {
      then.accept(event);
    }
  }
}

package org.espalier.evaluate;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.space.Configuration;

/**
 * Reason of a failure, in text without values of rows: of a message only texts from the code and
 * known harmless words remain; … replaces the rest.
 */
public final class Reason {

  private static final String HIDDEN = "…";

  /** Maximum length, enough for a table; messages of query plans are longer. */
  private static final int LONGEST = 500;

  private Reason() {}

  /**
   * First line of the innermost message, after the type of its exception.
   *
   * @param configuration configuration of the failed cell; its values may appear
   * @param words other words that may appear
   */
  public static String of(Throwable thrown, Configuration configuration, Collection<String> words) {
    Stream<String> tried =
        configuration.values().entrySet().stream()
            .flatMap(e -> Stream.of(name(e.getKey()), String.valueOf(e.getValue())));
    return of(thrown, Stream.concat(tried, words.stream()).toList());
  }

  /** A parameter's own name, without those of its learner and stage. */
  private static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /**
   * First line of the innermost message, after the type of its exception; of a {@link
   * StatedFailure} what it states.
   *
   * @param known words that may appear: values of settings, a path
   */
  public static String of(Throwable thrown, Collection<String> known) {
    String reason = thrown.getClass().getSimpleName();
    Set<Throwable> seen = new HashSet<>();
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof StatedFailure stated) {
        return stated.reason();
      }
      String message = t.getMessage();
      if (message != null && !message.isBlank()) {
        reason = t.getClass().getSimpleName() + ": " + shown(t, known);
      }
    }
    return reason;
  }

  /**
   * Message as {@link #of(Throwable, Collection)}, without the exception type, for problems with
   * settings; the type alone if there is no message.
   */
  public static String message(Throwable thrown, Collection<String> known) {
    String all = of(thrown, known);
    int colon = all.indexOf(": ");
    return colon < 0 ? all : all.substring(colon + 2);
  }

  /**
   * First line of the innermost message, unredacted; the type alone if there is none. Only for
   * exceptions from code that has seen no rows.
   */
  public static String plain(Throwable thrown) {
    String message = thrown.getClass().getSimpleName();
    Set<Throwable> seen = new HashSet<>();
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      if (t.getMessage() != null && !t.getMessage().isBlank()) {
        message = t.getMessage();
      }
    }
    return message.strip().lines().findFirst().orElse(message);
  }

  /** The whole stack trace, the messages in it as {@link #of} shows them. */
  public static String trace(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String start = "";
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      text.append(start).append(t.getClass().getName());
      if (t.getMessage() != null && !t.getMessage().isBlank()) {
        text.append(": ").append(shown(t, List.of()));
      }
      text.append('\n');
      for (StackTraceElement frame : t.getStackTrace()) {
        text.append("\tat ").append(frame).append('\n');
      }
      start = "Caused by: ";
    }
    return text.toString();
  }

  private static String shown(Throwable thrown, Collection<String> known) {
    String line =
        String.valueOf(thrown.getMessage())
            .lines()
            .filter(text -> !text.isBlank())
            .findFirst()
            .orElse("");
    String text = line.substring(0, Math.min(LONGEST, line.length()));
    boolean[] harmless = new boolean[text.length()];
    for (String piece : ClassFileLiterals.ofStackTrace(thrown)) {
      for (int at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
        mark(harmless, at, piece.length());
      }
    }
    known.stream().filter(word -> !word.isEmpty()).forEach(word -> markWords(text, word, harmless));
    return hidden(text, harmless).strip();
  }

  private static void markWords(String text, String word, boolean[] harmless) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      boolean begins = at == 0 || !isWord(text.charAt(at - 1));
      if (begins && (end == text.length() || !isWord(text.charAt(end)))) {
        mark(harmless, at, word.length());
      }
    }
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static void mark(boolean[] marks, int from, int length) {
    for (int i = from; i < from + length; i++) {
      marks[i] = true;
    }
  }

  private static String hidden(String text, boolean[] harmless) {
    StringBuilder shown = new StringBuilder();
    boolean hiding = false;
    for (int i = 0; i < text.length(); i++) {
      if (harmless[i]) {
        hiding = false;
        shown.append(text.charAt(i));
      } else if (!hiding) {
        hiding = true;
        shown.append(HIDDEN);
      }
    }
    return shown.toString();
  }
}

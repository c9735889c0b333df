package org.espalier.hocon;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.spec.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Fault in the form of a text that is not HOCON, in the user's terms: the library names the place
 * where it gave up, often the end of the file, and not the bracket or the quote that is left open.
 *
 * @param line its number from 1; 0 if it is not known
 */
record HoconFault(int line, String wrong, String right) {

  private static final String LONG_QUOTE = "\"\"\"";

  /** A single character that the library did not expect. */
  private static final Pattern SIGN = Pattern.compile("(?:got|token:|not:) '(.)'");

  /** Characters that no text without quotes can hold. */
  private static final String RESERVED = "$:+#`^?!@*&\\;";

  /** A bracket that waits for its end. */
  private record Bracket(char sign, int line) {

    char end() {
      return sign == '{' ? '}' : ']';
    }
  }

  /**
   * Fault of a text; empty if none is found.
   *
   * @param said message of the library
   */
  static Optional<HoconFault> of(String text, String said) {
    Optional<HoconFault> open = new Scan(text).fault();
    return open.isPresent() ? open : unexpected(said);
  }

  /**
   * Fault of a file; empty if none is found.
   *
   * @param said message of the library
   */
  static Optional<HoconFault> in(File file, String said) {
    return of(text(file), said);
  }

  private static String text(File file) {
    try {
      return new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return ""; // it was read a moment ago
    }
  }

  /**
   * The problem of the file.
   *
   * @param where file and line at which the library gave up
   */
  Problem problem(String where) {
    String there = line == 0 ? where : where.replaceFirst(": \\d+$", "") + ": " + line;
    return new Problem(there, "", "is not HOCON: " + wrong, right);
  }

  private static Optional<HoconFault> unexpected(String said) {
    Matcher sign = SIGN.matcher(said);
    if (said.contains("may not be followed by token")) {
      return fault(0, "a name has no value", "give it one: name = value");
    }
    if (said.contains("rather than object at file root")) {
      return fault(0, "the file is a list", "give it settings: name = value");
    }
    if (said.contains("include parameter to be quoted")) {
      return fault(0, "a file to include has no quotes", "include \"more.conf\"");
    }
    if (said.contains("two adjacent period")) {
      return fault(0, "a name lacks a part next to a dot", "put names with one dot between: a.b");
    }
    if (said.contains("not: '='")) {
      return fault(0, "a value has no name", "give it one: name = value");
    }
    if (!sign.find()) {
      return Optional.empty();
    }
    if (sign.group(1).equals("=")) {
      return fault(
          0,
          "a second = follows on the same line",
          "put each setting on a line, or a comma between");
    }
    return RESERVED.contains(sign.group(1))
        ? fault(
            0,
            "'%s' is not allowed in a text without quotes".formatted(sign.group(1)),
            "put the text into double quotes")
        : Optional.empty();
  }

  private static Optional<HoconFault> fault(int line, String wrong, String right) {
    return Optional.of(new HoconFault(line, wrong, right));
  }

  /** Scan of a text for its quotes, comments and brackets. */
  private static final class Scan {

    private final String text;
    private final Deque<Bracket> open = new ArrayDeque<>();
    private int at = 0;
    private int line = 1;

    Scan(String text) {
      this.text = text;
    }

    Optional<HoconFault> fault() {
      while (at < text.length()) {
        Optional<HoconFault> fault = step();
        if (fault.isPresent()) {
          return fault;
        }
      }
      @Nullable Bracket last = open.peek();
      return last == null ? Optional.empty() : unclosed(last, "is not closed");
    }

    private Optional<HoconFault> step() {
      char sign = text.charAt(at);
      if (text.startsWith(LONG_QUOTE, at)) {
        return longQuote();
      }
      if (sign == '"') {
        return quote();
      }
      if (sign == '#' || text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
        return Optional.empty();
      }
      at++;
      if (sign == '\n') {
        line++;
      }
      if (sign == '{' || sign == '[') {
        open.push(new Bracket(sign, line));
      }
      return sign == '}' || sign == ']' ? close(sign) : Optional.empty();
    }

    private Optional<HoconFault> close(char sign) {
      @Nullable Bracket last = open.poll();
      if (last == null) {
        return HoconFault.fault(line, "%s closes nothing".formatted(sign), "leave it out");
      }
      return last.end() == sign
          ? Optional.empty()
          : unclosed(last, "is not closed before the %s on line %d".formatted(sign, line));
    }

    private static Optional<HoconFault> unclosed(Bracket bracket, String is) {
      return HoconFault.fault(
          bracket.line(),
          "%s %s".formatted(bracket.sign(), is),
          "close it with %s".formatted(bracket.end()));
    }

    private Optional<HoconFault> longQuote() {
      int end = text.indexOf(LONG_QUOTE, at + LONG_QUOTE.length());
      if (end < 0) {
        return HoconFault.fault(
            line, "a text in three double quotes does not end", "end it with " + LONG_QUOTE);
      }
      line += (int) text.substring(at, end).chars().filter(c -> c == '\n').count();
      at = end + LONG_QUOTE.length();
      while (at < text.length() && text.charAt(at) == '"') { // further quotes belong to the text
        at++;
      }
      return Optional.empty();
    }

    private Optional<HoconFault> quote() {
      int end = at + 1;
      while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      if (end >= text.length() || text.charAt(end) != '"') {
        return HoconFault.fault(
            line, "a text in double quotes does not end on its line", "end it with \"");
      }
      at = end + 1;
      return Optional.empty();
    }
  }
}

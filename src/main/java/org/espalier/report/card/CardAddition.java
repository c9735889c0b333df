package org.espalier.report.card;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Section of a model card that a person must write, as no study knows it. In the Markdown it stands
 * between two comments, by which it is found again when the card is written anew.
 */
public enum CardAddition {
  OWNER("Owner", "who answers for this model, how to reach them, and its licence"),
  INTENDED_USE("Intended use", "the decisions that it is meant for, and who makes them with it"),
  OUT_OF_SCOPE_USE("Uses out of scope", "what it must not be used for"),
  DATA_ORIGIN("Origin of the data", "where the rows come from, from which time, by which right"),
  FACTORS("Factors", "groups and circumstances for which its quality may differ, and by how much"),
  ETHICAL_CONSIDERATIONS(
      "Ethical considerations", "whom its mistakes harm, and what is done about it"),
  CAVEATS("Caveats and recommendations", "what else a reader should know before relying on it");

  private static final String END = "<!-- end -->";

  private final String title;
  private final String question;

  CardAddition(String title, String question) {
    this.title = title;
    this.question = question;
  }

  String title() {
    return title;
  }

  /** Name in the JSON and in the comment that begins the section. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String begin() {
    return "<!-- add: %s -->".formatted(key());
  }

  /** Text that stands in for what is still to be added. */
  private String placeholder() {
    return "**To be added by a person:** %s.".formatted(question);
  }

  /** The section in Markdown, without its title. */
  String markdown(Map<String, String> added) {
    return "%s\n%s\n%s".formatted(begin(), added.getOrDefault(key(), placeholder()), END);
  }

  private Optional<String> textIn(String markdown) {
    int begin = markdown.indexOf(begin());
    int end = markdown.indexOf(END, Math.max(begin, 0));
    return begin < 0 || end < 0
        ? Optional.empty()
        : Optional.of(markdown.substring(begin + begin().length(), end).strip())
            .filter(text -> !text.isEmpty() && !text.equals(placeholder()));
  }

  /** Texts that persons added to a card, by the keys of their sections. */
  public static Map<String, String> in(String markdown) {
    Map<String, String> added = new LinkedHashMap<>();
    for (CardAddition section : values()) {
      section.textIn(markdown).ifPresent(text -> added.put(section.key(), text));
    }
    return added;
  }
}

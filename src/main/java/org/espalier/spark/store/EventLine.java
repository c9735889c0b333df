package org.espalier.spark.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.espalier.journal.StudyEvent;

/**
 * Line of a journal for one event: <code>
 * {"v":1,"type":"told","event":{…},"n":17,"after":"9f8e7d6c","crc":"0a1b2c3d"}</code>. The checksum
 * {@code crc} is the CRC-32 of the line's bytes before <code>,"crc"</code>. {@code n} is the number
 * of the line in the journal, and {@code after} is the checksum of the line before it, so that a
 * lost, repeated or replaced line is detected.
 */
public final class EventLine {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Link of a line to the one before it, between the event and the checksum. */
  private static final String LINK = ",\"n\":%d,\"after\":\"%s\"";

  private static final Pattern LINKED =
      Pattern.compile(",\"n\":(\\d{1,18}),\"after\":\"([0-9a-f]{8})?\"$");

  /** Maximum length of a {@link #LINK}. */
  private static final int LINK_LENGTH = 60;

  /** End of a line, after the bytes that the checksum covers. */
  private static final String CHECKSUM = ",\"crc\":\"%s\"}";

  private static final int CHECKSUM_LENGTH = CHECKSUM.formatted("00000000").length();

  /** Problem of a line with a wrong checksum. */
  static final String DAMAGED = "is damaged, its checksum does not fit";

  /**
   * Names of the event types. They are part of the format: a class can be renamed, its name here
   * cannot.
   */
  private static final Map<String, Class<? extends StudyEvent>> TYPES =
      Map.ofEntries(
          Map.entry("began", StudyEvent.Began.class),
          Map.entry("opened", StudyEvent.Opened.class),
          Map.entry("proposed", StudyEvent.Proposed.class),
          Map.entry("cell-started", StudyEvent.CellStarted.class),
          Map.entry("cell-ended", StudyEvent.CellEnded.class),
          Map.entry("reported", StudyEvent.Reported.class),
          Map.entry("told", StudyEvent.Told.class),
          Map.entry("decided", StudyEvent.Decided.class),
          Map.entry("controlled", StudyEvent.Controlled.class),
          Map.entry("repeated", StudyEvent.Repeated.class),
          Map.entry("retried", StudyEvent.Retried.class),
          Map.entry("confirmed", StudyEvent.Confirmed.class),
          Map.entry("examined", StudyEvent.Examined.class),
          Map.entry("found", StudyEvent.Found.class),
          Map.entry("refitted", StudyEvent.Refitted.class),
          Map.entry("resumed", StudyEvent.Resumed.class),
          Map.entry("closed", StudyEvent.Closed.class));

  /**
   * Line that another line follows.
   *
   * @param number number of the line, from 1; 0 before the first line of a journal
   * @param checksum checksum of 8 hexadecimal digits; empty before the first line
   */
  record Link(long number, String checksum) {

    static final Link NONE = new Link(0, "");

    /**
     * Returns the link of a line that follows this one.
     *
     * @throws IllegalArgumentException if the line is damaged, or does not follow this one
     */
    Link next(byte[] line) {
      if (!isWhole(line)) {
        throw new IllegalArgumentException(DAMAGED);
      }
      int body = line.length - CHECKSUM_LENGTH;
      int from = Math.max(0, body - LINK_LENGTH);
      Matcher link =
          LINKED.matcher(new String(line, from, body - from, StandardCharsets.ISO_8859_1));
      if (!link.find()) {
        throw new IllegalArgumentException(
            "has no number in the journal: it was written before format 1");
      }
      long here = Long.parseLong(link.group(1));
      if (here > number + 1) {
        throw new IllegalArgumentException(
            here == number + 2
                ? "is line %d of the journal, and line %d is missing before it"
                    .formatted(here, number + 1)
                : "is line %d of the journal, and lines %d to %d are missing before it"
                    .formatted(here, number + 1, here - 1));
      }
      if (here <= number) {
        throw new IllegalArgumentException(
            "repeats line %d of the journal, after line %d".formatted(here, number));
      }
      String before = link.group(2) == null ? "" : link.group(2);
      if (!before.equals(checksum)) {
        throw new IllegalArgumentException(
            "was not written after the line before it, which was replaced");
      }
      return new Link(here, EventLine.checksum(line, body));
    }
  }

  private EventLine() {}

  /**
   * Returns an event as JSON without version, link and checksum: <code>{"type":"told","event":{…}}
   * </code>.
   */
  public static String json(StudyEvent event) {
    return named(JSON.createObjectNode(), event).toString();
  }

  private static ObjectNode named(ObjectNode line, StudyEvent event) {
    line.put("type", type(event));
    line.set("event", RecordJson.tree(event));
    return line;
  }

  /** Returns the beginning of an event's line, up to its {@link #linked link}. */
  static String unlinked(StudyEvent event) {
    String whole = named(JSON.createObjectNode().put("v", StudyEvent.FORMAT), event).toString();
    return whole.substring(0, whole.length() - 1); // without the closing brace
  }

  /** Returns the whole line, linked to the line before it and without its line feed. */
  static byte[] linked(String unlinked, Link after) {
    String line = unlinked + LINK.formatted(after.number() + 1, after.checksum());
    byte[] body = line.getBytes(StandardCharsets.UTF_8);
    return (line + CHECKSUM.formatted(checksum(body, body.length)))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String type(StudyEvent event) {
    return TYPES.entrySet().stream()
        .filter(entry -> entry.getValue().isInstance(event))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("%s has no name.".formatted(event)));
  }

  private static String checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return "%08x".formatted(crc.getValue());
  }

  /**
   * Returns the event of a line; empty if its type is unknown.
   *
   * @throws IllegalArgumentException if the line has a higher format, or is not an event
   */
  static Optional<StudyEvent> parse(byte[] line) {
    JsonNode tree = tree(line).orElseThrow(() -> new IllegalArgumentException("is not JSON"));
    if (!tree.path("v").isInt()) {
      throw new IllegalArgumentException(
          "has no version, but v = '%s'".formatted(tree.path("v").asText()));
    }
    if (tree.path("v").asInt() > StudyEvent.FORMAT) {
      throw new IllegalArgumentException(
          "is of format %d, and this version reads formats up to %d"
              .formatted(tree.path("v").asInt(), StudyEvent.FORMAT));
    }
    Class<? extends StudyEvent> type = TYPES.get(type(tree));
    return type == null ? Optional.empty() : Optional.of(RecordJson.read(tree.path("event"), type));
  }

  /** Returns true if the checksum of a line is correct. */
  static boolean isWhole(byte[] line) {
    int body = line.length - CHECKSUM_LENGTH;
    return body > 0
        && new String(line, body, CHECKSUM_LENGTH, StandardCharsets.ISO_8859_1)
            .equals(CHECKSUM.formatted(checksum(line, body)));
  }

  /** Returns true if a complete line was written by a version with a higher format. */
  static boolean isNewer(byte[] line) {
    return isWhole(line)
        && tree(line).filter(t -> t.path("v").asInt() > StudyEvent.FORMAT).isPresent();
  }

  /** Returns the name of a line's type; empty if it has none. */
  static String type(byte[] line) {
    return tree(line).map(EventLine::type).orElse("");
  }

  private static String type(JsonNode line) {
    return line.path("type").asText();
  }

  private static Optional<JsonNode> tree(byte[] line) {
    try {
      return Optional.of(JSON.readTree(line));
    } catch (IOException e) { // from an array, only for invalid JSON
      return Optional.empty();
    }
  }
}

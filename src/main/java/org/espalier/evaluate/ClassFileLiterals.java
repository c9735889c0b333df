package org.espalier.evaluate;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Literals in the class files that an exception came through, by its stack trace, and texts of
 * Spark's message files. Any other part of its message was inserted at run time and may be a value
 * of a row.
 */
final class ClassFileLiterals {

  /** Minimum length of a piece; shorter ones are too likely to be a word of the data. */
  private static final int SHORTEST = 8;

  /** Line ends, and placeholders for values in a literal: of concatenation, formats and loggers. */
  private static final Pattern VALUES =
      Pattern.compile("[\\u0001\\u0002\n\r]|%[-#+ 0,(\\d.$<]*[a-zA-Z]|\\{\\w*}|<\\w+>");

  /** Resource with Spark's messages: of Spark 4, and of Spark 3.5. */
  private static final List<String> MESSAGES =
      List.of("error/error-conditions.json", "error/error-classes.json");

  private static final Pattern JSON_TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Delimiter before the name of a message's condition. */
  private static final String CONDITION = "[";

  /** Tags of a class file's constants (JVM specification, table 4.4-A). */
  private static final int UTF8 = 1;

  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int STRING = 8;
  private static final int METHOD_HANDLE = 15;
  private static final Set<Integer> OF_TWO_BYTES = Set.of(7, 16, 19, 20);

  /** Magic number and versions. */
  private static final int HEADER = 8;

  private static final Map<String, List<String>> KNOWN = new ConcurrentHashMap<>();

  private ClassFileLiterals() {}

  /** The literals of all classes in the stack trace of an exception. */
  static Set<String> ofStackTrace(Throwable thrown) {
    Set<String> texts = new LinkedHashSet<>(of(thrown.getClass().getName()));
    Arrays.stream(thrown.getStackTrace())
        .map(frame -> frame.getClassName().replaceFirst("\\$\\$Lambda.*", ""))
        .distinct()
        .forEach(name -> texts.addAll(of(name)));
    if (String.valueOf(thrown.getMessage()).startsWith(CONDITION)) {
      MESSAGES.forEach(
          file -> texts.addAll(KNOWN.computeIfAbsent(file, ClassFileLiterals::messages)));
    }
    return texts;
  }

  private static List<String> messages(String file) {
    try (InputStream in = open(file)) {
      if (in == null) {
        return List.of();
      }
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return pieces(
          JSON_TEXT.matcher(json).results().map(text -> text.group(1).replace("\\\"", "\"")));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<String> of(String className) {
    return KNOWN.computeIfAbsent(className, ClassFileLiterals::read);
  }

  /** Texts of a class; none if it has no file because it was generated at run time. */
  private static List<String> read(String className) {
    String file = className.replace('.', '/') + ".class";
    try (InputStream in = open(file)) {
      return in == null ? List.of() : literals(new DataInputStream(in));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static @Nullable InputStream open(String file) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    @Nullable InputStream found = context == null ? null : context.getResourceAsStream(file);
    if (found == null) {
      found = ClassFileLiterals.class.getClassLoader().getResourceAsStream(file);
    }
    return found == null ? ClassLoader.getSystemResourceAsStream(file) : found;
  }

  private static List<String> literals(DataInputStream in) throws IOException {
    in.skipNBytes(HEADER);
    int count = in.readUnsignedShort();
    Map<Integer, String> texts = new HashMap<>();
    List<Integer> strings = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      if (tag == UTF8) {
        texts.put(i, in.readUTF());
      } else if (tag == STRING) {
        strings.add(in.readUnsignedShort());
      } else if (tag == LONG || tag == DOUBLE) {
        in.skipNBytes(Long.BYTES);
        i++; // takes two places
      } else if (tag == METHOD_HANDLE) {
        in.skipNBytes(Byte.BYTES + Short.BYTES);
      } else {
        in.skipNBytes(OF_TWO_BYTES.contains(tag) ? Short.BYTES : Integer.BYTES);
      }
    }
    return pieces(strings.stream().map(index -> texts.getOrDefault(index, "")));
  }

  private static List<String> pieces(Stream<String> texts) {
    return texts
        .flatMap(VALUES::splitAsStream)
        .filter(piece -> piece.length() >= SHORTEST)
        .distinct()
        .toList();
  }
}

package org.espalier.spec.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Names that other libraries have for learners, params, settings, their values and metrics. */
final class ForeignNames {

  /** Names of ours by the foreign one, in the order of the file. */
  private static final Map<String, List<String>> OURS = read();

  private ForeignNames() {}

  private static Map<String, List<String>> read() {
    Map<String, List<String>> ours = new LinkedHashMap<>();
    try (InputStream in = ForeignNames.class.getResourceAsStream("foreign-names.txt")) {
      new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> line.split("[: ]+"))
          .forEach(
              words -> {
                for (String foreign : List.of(words).subList(1, words.length)) {
                  ours.computeIfAbsent(foreign, word -> new ArrayList<>()).add(words[0]);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ours;
  }

  /** The known name for a name of another library; empty if there is none. */
  static Optional<String> of(String word, Collection<String> known) {
    String letters = word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return OURS.getOrDefault(letters, List.of()).stream().filter(known::contains).findFirst();
  }
}

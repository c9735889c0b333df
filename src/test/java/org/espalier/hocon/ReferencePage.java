package org.espalier.hocon;

import static org.espalier.testing.GeneratedPage.code;
import static org.espalier.testing.GeneratedPage.escaped;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingType;
import org.espalier.study.EntryPoint;

/**
 * The manual of settings as Markdown: a table of all settings with their defaults, and the comment
 * of each one under its path.
 */
final class ReferencePage {

  private static final Pattern OPEN = Pattern.compile("(\\S+) \\{");
  private static final Pattern SETTING = Pattern.compile("([a-z-]+)(?: = | (?=\\{}))(.*)");

  /** A comment whose lines are laid out: lists, columns, examples. They are shown as they are. */
  private static final Pattern LAID_OUT = Pattern.compile("^\\s|^[\\[{}\\]]|[\\[{]$|\\S {2,}\\S");

  /** A setting, or a section that has a comment of its own. */
  private record Entry(String path, String value, boolean hasDefault, String comment) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Deque<String> sections = new ArrayDeque<>();
  private final List<String> comment = new ArrayList<>();
  private final StringBuilder preface = new StringBuilder();

  private ReferencePage() {}

  static ReferencePage of(String reference) {
    ReferencePage page = new ReferencePage();
    Stream.concat(reference.lines(), Stream.of("")).map(String::strip).forEach(page::read);
    return page;
  }

  private void read(String line) {
    Matcher open = OPEN.matcher(line);
    Matcher setting = SETTING.matcher(line);
    if (line.startsWith("#:")) {
      return; // the type, which the description says in words
    }
    if (line.startsWith("#")) {
      comment.add(line.substring(1).replaceFirst("^ ", ""));
    } else if (line.equals("}")) {
      endComment();
      sections.removeLast();
    } else if (open.matches()) {
      sections.addLast(open.group(1));
      entries.add(new Entry(String.join(".", sections), "", false, taken()));
    } else if (setting.matches()) {
      entries.add(new Entry(path(setting.group(1)), setting.group(2), true, taken()));
    } else if (line.isEmpty()) {
      endComment();
    } else {
      throw new IllegalArgumentException("reference.conf: cannot be read here: " + line);
    }
  }

  private String path(String name) {
    return sections.isEmpty() ? name : String.join(".", sections) + "." + name;
  }

  private String taken() {
    String text = rendered(comment);
    comment.clear();
    return text;
  }

  /** A comment that no setting follows is about the settings that it shows, or a preface. */
  private void endComment() {
    List<Matcher> shown = comment.stream().map(SETTING::matcher).filter(Matcher::matches).toList();
    if (shown.isEmpty()) {
      preface.append(taken());
      return;
    }
    boolean atEnd = SETTING.matcher(comment.get(comment.size() - 1)).matches();
    if (atEnd) {
      comment.removeIf(line -> SETTING.matcher(line).matches());
    }
    String text = taken();
    for (Matcher setting : shown) {
      String value = atEnd ? setting.group(2) : "";
      entries.add(new Entry(path(setting.group(1)), value, false, text));
    }
  }

  private static String rendered(List<String> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    return lines.stream().anyMatch(line -> LAID_OUT.matcher(line).find())
        ? "```text\n%s\n```\n".formatted(String.join("\n", lines))
        : escaped(String.join("\n", lines)) + "\n";
  }

  /** Every path, sections included, in the order of the file. */
  List<String> paths() {
    return entries.stream().map(Entry::path).toList();
  }

  String text() {
    StringBuilder page = new StringBuilder(preface);
    page.append("\n| setting | default |\n|---|---|\n");
    for (Entry entry : entries) {
      if (!isSection(entry)) {
        String value = entry.hasDefault() ? code(entry.value()) : "unset";
        page.append("| [%s](#%s) | %s |%n".formatted(entry.path(), anchor(entry.path()), value));
      }
    }
    entries.forEach(entry -> page.append(section(entry)));
    page.append("\n## Fields of elements\n");
    String element = "";
    for (Setting field : SettingTable.fields()) {
      if (!field.section().equals(element)) {
        element = field.section();
        page.append("\n| field of a %s | values | |\n|---|---|---|\n".formatted(element));
      }
      SettingType type = field.type(EntryPoint.JOB);
      String values = type.isScalar() ? type.expected() : "";
      page.append("| `%s` | %s | %s |%n".formatted(field.name(), values, escaped(field.text())));
    }
    return page.append(library()).toString();
  }

  private boolean isSection(Entry entry) {
    return entries.stream().anyMatch(other -> other.path().startsWith(entry.path() + "."));
  }

  private String section(Entry entry) {
    String heading = "#".repeat(entry.path().contains(".") ? 3 : 2);
    String anchor =
        entry.path().contains(".") ? "<a id=\"%s\"></a>\n\n".formatted(anchor(entry.path())) : "";
    String text = "\n%s%s %s\n\n%s".formatted(anchor, heading, entry.path(), entry.comment());
    if (isSection(entry)) {
      return text;
    }
    String what = entry.hasDefault() ? "Default" : "Example";
    String values =
        SettingTable.of(EntryPoint.JOB).stream()
            .filter(setting -> setting.path().equals(entry.path()))
            .findFirst()
            .map(setting -> setting.type(EntryPoint.JOB))
            .filter(SettingType::isScalar)
            .map(type -> "\nValues: %s. ".formatted(type.expected()))
            .orElse("\n");
    return entry.value().isEmpty()
        ? text
        : text + values + "%s: %s\n".formatted(what, code(entry.value()));
  }

  /** Settings of the library, in the order of the table. */
  private static String library() {
    StringBuilder text =
        new StringBuilder(
            """

            ## In the library

            The same settings as params of `Tuner` and `SplitTuner`, in Java, Scala and Python, and as arguments of
            `espalier.tune`, with their defaults there. Setters of `FunctionTuner` have the names of the params. Times are in
            seconds; 0 stands for the word in brackets. A size is a text with its unit, as in a study file: `1200m`, `512 MiB`
            or `2g`. Python also takes times as texts with their unit: `"5m"`.

            | setting | param of a tuner, setter | argument of `espalier.tune` | values | default of a tuner | default of a function | |
            |---|---|---|---|---|---|---|
            """);
    for (Setting setting : SettingTable.all()) {
      boolean isTuners = setting.isIn(EntryPoint.TUNER) || setting.isIn(EntryPoint.SPLIT);
      if (isTuners || setting.isIn(EntryPoint.FUNCTION)) {
        EntryPoint tuner = setting.isIn(EntryPoint.TUNER) ? EntryPoint.TUNER : EntryPoint.SPLIT;
        EntryPoint entryPoint = isTuners ? tuner : EntryPoint.FUNCTION;
        text.append(
            "| %s | `%s` | %s | %s | %s | %s | %s |%n"
                .formatted(
                    setting.isIn(EntryPoint.JOB) ? "`%s`".formatted(setting.path()) : "",
                    setting.name(entryPoint),
                    setting.isIn(EntryPoint.FUNCTION) ? "`%s`".formatted(setting.pythonName()) : "",
                    values(setting, entryPoint),
                    isTuners ? usual(setting, tuner) : "",
                    setting.isIn(EntryPoint.FUNCTION) ? usual(setting, EntryPoint.FUNCTION) : "",
                    escaped(setting.sentence())));
      }
    }
    return text.toString();
  }

  private static String values(Setting setting, EntryPoint entryPoint) {
    return setting.type(entryPoint).isScalar()
        ? setting.typedExpected(entryPoint)
            + setting.wordOfZero(entryPoint).map(" (%s)"::formatted).orElse("")
        : "";
  }

  private static String usual(Setting setting, EntryPoint entryPoint) {
    if (setting.isSparks(entryPoint)) {
      return "Spark's";
    }
    return setting
        .typedUsual(entryPoint)
        .map(String::valueOf)
        .filter(value -> !value.isEmpty() && setting.type(entryPoint).isScalar())
        .map(value -> code(value))
        .orElse("");
  }

  /** Of its own: GitHub and Maven's site make different ones of a heading with a dot. */
  private static String anchor(String path) {
    return path.replace('.', '-');
  }
}

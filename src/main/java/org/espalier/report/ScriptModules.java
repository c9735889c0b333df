package org.espalier.report;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ES modules of a page, joined to one inline module: a page that is opened from a file cannot
 * import others.
 *
 * <p>Each module stands behind those that it imports, without imports, comments and the word
 * export. All share one scope, so no two may declare the same name.
 */
final class ScriptModules {
  private static final String FOLDER = "script/";

  /** An import of names from another file, the only kind there is. */
  private static final Pattern IMPORT =
      Pattern.compile("^import \\{[^}]*} from '([^']+)';\n", Pattern.MULTILINE);

  private static final Pattern EXPORT =
      Pattern.compile("^export (?=(?:function|const|class) )", Pattern.MULTILINE);

  /** An import or export of any other kind. */
  private static final Pattern OTHER = Pattern.compile("^(?:import|export)\\b", Pattern.MULTILINE);

  /** A comment on lines of its own. */
  private static final Pattern COMMENT =
      Pattern.compile("^ *(?://.*|/\\*\\*(?s:.*?)\\*/) *\n", Pattern.MULTILINE);

  private final Map<String, String> joined = new LinkedHashMap<>();

  private ScriptModules() {}

  /**
   * The script of a page.
   *
   * @param charts kinds of its charts, each the name of a module in {@code charts}
   * @param main module that starts the page, and runs last
   */
  static String bundle(List<String> charts, String main) {
    ScriptModules modules = new ScriptModules();
    charts.forEach(chart -> modules.add("charts/" + chart + ".js"));
    modules.add(main);
    return "\n" + String.join("\n\n", modules.joined.values()) + "\n";
  }

  private void add(String path) {
    if (joined.containsKey(path)) {
      return;
    }
    String source = Assets.resource(FOLDER + path);
    Matcher imports = IMPORT.matcher(source);
    while (imports.find()) {
      add(URI.create(path).resolve(imports.group(1)).toString());
    }
    String body = COMMENT.matcher(IMPORT.matcher(source).replaceAll("")).replaceAll("");
    body = EXPORT.matcher(body).replaceAll("").strip();
    if (OTHER.matcher(body).find()) {
      throw new IllegalStateException("%s imports or exports in another way.".formatted(path));
    }
    joined.put(path, body);
  }
}

package org.espalier.hocon;

import com.typesafe.config.ConfigUtil;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Setting as typed in a shell, {@code PATH=VALUE}.
 *
 * <p>Quotes that a shell has taken away are put back: a value that begins like a list, a section or
 * a quoted text is HOCON as it stands, and any other one is a number, a truth or a text, whatever
 * characters it has. <code>${NAME}</code> refers to a setting or a variable in both.
 *
 * @param path for example {@code data.source}
 * @param value without the spaces around it
 */
public record TypedSetting(String path, String value) {

  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^{}]*}");

  /** Openings of a list, a section and a quoted text. */
  private static final Pattern STRUCTURED = Pattern.compile("[\\[{\"]");

  /** Characters that HOCON does not take as text outside quotes, and those that begin a comment. */
  private static final Pattern SIGN = Pattern.compile("[$\"{}\\[\\]:=,+#`^?!@*&\\\\\\n\\r]|//");

  public TypedSetting {
    path = path.strip();
    value = value.strip();
  }

  /** Setting of a text; empty if it has no path. */
  public static Optional<TypedSetting> of(String typed) {
    int equals = typed.indexOf('=');
    return equals < 1
        ? Optional.empty()
        : Optional.of(new TypedSetting(typed.substring(0, equals), typed.substring(equals + 1)));
  }

  /** Line of a study file that sets it. */
  public String hocon() {
    String literal = SUBSTITUTION.matcher(value).replaceAll("");
    boolean refers = !literal.equals(value);
    boolean structured =
        refers ? STRUCTURED.matcher(literal).find() : STRUCTURED.matcher(value).lookingAt();
    return path + " = " + (structured || !SIGN.matcher(literal).find() ? value : quoted());
  }

  /** The value in quotes, with its references outside them. */
  private String quoted() {
    StringBuilder text = new StringBuilder();
    int from = 0;
    Matcher references = SUBSTITUTION.matcher(value);
    for (MatchResult reference : references.results().toList()) {
      append(text, value.substring(from, reference.start()));
      text.append(reference.group());
      from = reference.end();
    }
    append(text, value.substring(from));
    return text.toString();
  }

  private static void append(StringBuilder text, String literal) {
    text.append(literal.isEmpty() ? "" : ConfigUtil.quoteString(literal));
  }
}

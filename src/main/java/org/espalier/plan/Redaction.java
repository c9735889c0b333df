package org.espalier.plan;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps secrets out of whatever is shown or stored. */
public final class Redaction {

  /** What stands where a secret stood; the same as Spark's. */
  public static final String HIDDEN = "*********(redacted)";

  /** The default of {@code spark.redaction.regex}. */
  public static final Pattern SPARK = Pattern.compile("(?i)secret|password|token|access[.]?key");

  /** {@code //user:password@host}, up to the password. */
  private static final Pattern URL_PASSWORD = Pattern.compile("(//[^/@:\\s]*:)[^/@\\s]+(?=@)");

  /** {@code name=value} among the parameters of a URL. */
  private static final Pattern PARAMETER = Pattern.compile("([\\w.-]+)=([^&;,\\s\"']+)");

  /** Names under which URLs carry secrets: of databases, and signatures of object stores. */
  private static final Pattern URL_SECRETS =
      Pattern.compile("(?i)pass(word|wd)|pwd|secret|token|sig(nature)?|access[._-]?key|credential");

  /** Settings of the data and of folds that name no column, no class and no value. */
  private static final Set<String> NAMELESS =
      Set.of(
          "data.source",
          "data.format",
          "data.duplicates",
          "data.nan",
          "data.test.fraction",
          "data.test.source",
          "folds.source");

  /** A query names columns. */
  private static final String SOURCE = "data.source";

  private final Pattern names;
  private final Predicate<String> more;

  /**
   * @param names found in the path of a setting whose value is a secret
   */
  public Redaction(Pattern names) {
    this(names, path -> false);
  }

  private Redaction(Pattern names, Predicate<String> more) {
    this.names = names;
    this.more = more;
  }

  /**
   * This, which also hides what names columns and classes.
   *
   * @param query whether the source is a query, which does
   */
  public Redaction hidingNames(boolean query) {
    return new Redaction(
        names,
        path ->
            (path.startsWith("data.")
                    || path.equals("folds.column")
                    || (path.startsWith("features[") && path.contains("].params.")))
                && (!NAMELESS.contains(path) || (query && path.equals(SOURCE))));
  }

  /**
   * Whether the whole value of a setting is a secret. Params of learners and of feature stages are
   * none: the name of a tokenizer is not a token.
   */
  public boolean hides(String path) {
    boolean param =
        path.startsWith("learners[")
            || path.startsWith("features[")
            || path.startsWith("search.points[");
    return more.test(path) || (!param && names.matcher(path).find());
  }

  /** The value of a setting as it may be shown. */
  public String value(String path, String value) {
    return hides(path) ? HIDDEN : text(value);
  }

  /** A text without the credentials in the URLs in it. */
  public String text(String text) {
    return PARAMETER
        .matcher(URL_PASSWORD.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN)))
        .replaceAll(
            match ->
                URL_SECRETS.matcher(match.group(1)).find() || names.matcher(match.group(1)).find()
                    ? Matcher.quoteReplacement(match.group(1) + "=" + HIDDEN)
                    : Matcher.quoteReplacement(match.group()));
  }
}

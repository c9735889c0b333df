package org.espalier;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The commands that the documentation shows, each with what runs it: a test as {@code Class#method}
 * below the root package, or a reason why none does.
 */
final class ShownCommands {

  private static final String BUILD = "a build, which runs these tests";
  private static final String GATE = "the gate, which runs these tests";
  private static final String BY_HAND = "takes minutes to hours; the profile ci compiles its parts";
  private static final String RIVALS = "needs Chromium and the packages of others";
  private static final String CLUSTER = "needs a cluster; PlacesTest validates the files it takes";
  private static final String SITE = "built by hand; every page and link is checked here";

  static final Map<String, String> ALL = all();

  private ShownCommands() {}

  private static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    String study =
        "SubmitScriptsTest#a_study_runs_twice_from_any_folder_and_its_report_is_made_anew";
    all.put("./submit/local.sh conf/digits.conf", study);
    all.put("./submit/local.sh conf/digits.conf --set search.trials=4", study);
    all.put("./submit/local.sh report target/espalier/digits", study);
    String function = "job.FunctionCommandsTest#its_page_is_made_again";
    all.put("./submit/local.sh explain target/espalier/digits 3", function);
    all.put("./submit/local.sh importance target/espalier/digits", function);
    all.put("./submit/local.sh compare target/espalier/digits target/espalier/wine", function);
    all.put(
        "./submit/local.sh report --watch target/espalier/digits",
        "job.PageServerTest#it_grows_with_the_journal");
    all.put(
        "./submit/local.sh stop target/espalier/digits",
        "job.StopCommandTest#a_stopped_study_has_ended_and_goes_on_to_the_table_of_the_uncut_one");
    all.put(
        "./submit/local.sh track target/espalier/digits --uri http://127.0.0.1:5000",
        "job.TrackedJobTest#its_runs_its_page_and_its_model_are_there_when_it_ends");
    all.put(
        "spark-submit --jars espalier.jar,espalier-xgboost.jar"
            + " --class org.apache.spark.sql.connect.service.SparkConnectServer spark-internal",
        "PythonTest#a_client_of_spark_connect_finds_what_a_classic_session_finds");
    all.put(
        "./submit/local.sh workflow conf/wine-workflow.conf",
        "job.WorkflowCommandTest#the_table_of_stages_and_the_page_come_last");
    all.put(
        "./submit/local.sh conf/guide/random.conf", "job.GuideTest#runs_to_the_end_as_it_stands");
    all.put("./submit/local.sh check conf/digits.conf", "SubmitScriptsTest#a_check_fits_nothing");
    all.put("./submit/local.sh describe schedulers", "SubmitScriptsTest#schedulers_are_described");
    all.put(
        "./submit/local.sh describe gradient-boosted-trees",
        "SubmitScriptsTest#a_learner_is_described");
    all.put(
        "./submit/local.sh init --source embedded:wine --label label",
        "SubmitScriptsTest#a_table_gets_a_study_file");
    String auto = "job.AutoTest#a_table_becomes_a_model_whose_study_file_gives_the_same_study";
    all.put("./submit/local.sh auto --source embedded:wine --label label --timeout 60s", auto);
    all.put("./submit/local.sh tune espalier-out/wine/study.conf --output=elsewhere", auto);
    all.put(
        "./submit/local.sh check wine.conf --probe",
        "job.JobTest#a_probe_times_a_fit_of_each_learner_and_tells_what_the_study_will_cost");
    all.put(
        "./submit/local.sh wine.conf",
        "job.InitTest#a_table_that_was_looked_at_gets_a_study_file_that_check_takes");
    all.put(
        "./submit/local.sh conf/digits.conf --resume",
        "job.ResumeJobTest#a_finished_study_is_left_as_it_is_unless_its_budget_is_raised");
    all.put(
        "./submit/local.sh my-study.conf --resume --new-data",
        "job.ResumeJobTest#changed_rows_are_refused_unless_new_data_is_allowed");
    all.put(
        "ESPALIER_DATA=data ./submit/local.sh conf/adult.conf",
        "SubmitScriptsTest#a_study_finds_its_data_below_the_folder_it_is_told");
    all.put(
        "SPARK_LINE=3.5 ./submit/local.sh conf/wine.conf",
        "SubmitScriptsTest#the_other_line_of_spark_runs_the_same_study");
    all.put(
        "ESPALIER_MASTER=spark://host:7077 ./submit/standalone.sh conf/adult.conf",
        "SubmitScriptsTest#a_standalone_cluster_runs_a_study");
    all.put(
        "spark-submit --class org.espalier.job.Main espalier.jar tune digits.conf",
        "SubmitScriptsTest#a_standalone_cluster_runs_a_study");
    all.put(
        "ESPALIER_DATA=data ./submit/data.sh adult",
        "SubmitScriptsTest#tables_come_from_a_mirror_and_are_compared");
    String answer = "ClusterScriptsTest#yarn_answers_on_the_terminal_unless_a_study_is_run";
    all.put("./submit/yarn.sh check conf/adult.conf", answer);
    all.put("./submit/yarn.sh check my-study.conf --probe", answer);
    all.put("./submit/yarn.sh report hdfs:///tuning/my-study", answer);
    all.put("./submit/yarn.sh importance hdfs:///tuning/my-study", answer);
    all.put("./submit/yarn.sh stop hdfs:///tuning/my-study", answer);
    all.put(
        "./submit/yarn.sh my-study.conf --if-changed",
        "SubmitScriptsTest"
            + "#yarn_repeats_a_nightly_run_with_equal_settings_by_which_it_finds_its_study");
    all.put(
        "ESPALIER_SUBMIT_ARGS='--num-executors 8 --executor-cores 2"
            + " --conf spark.dynamicAllocation.enabled=false --queue tuning'"
            + " ./submit/yarn.sh my-study.conf",
        "ClusterScriptsTest#options_of_spark_submit_override_those_of_a_script");
    all.put(
        "spark-submit --master yarn --deploy-mode cluster --num-executors 8 --executor-cores 2"
            + " --conf spark.yarn.maxAppAttempts=1 --files studies/my-study.conf"
            + " --class org.espalier.job.Main target/espalier.jar tune my-study.conf",
        "needs YARN; PlacesTest runs the same by yarn.sh");
    all.put(
        "./submit/yarn.sh conf/adult.conf --resume",
        "SubmitScriptsTest#yarn_gets_the_study_file_by_its_bare_name");
    all.put(
        "spark-submit --jars espalier.jar,espalier-xgboost.jar --py-files espalier.jar score.py",
        "job.XGBoostStudyTest#categories_and_missing_numbers_are_trained_inside_tasks_as_they_are");
    all.put(
        "./submit/local.sh wine.conf --set search.trials=20 --set 'metrics=[f1, log-loss]'",
        "hocon.SettingsReaderTest$Layers#a_list_or_a_section_can_be_set_too");
    all.put(
        "./submit/yarn.sh conf/adult.conf",
        "SubmitScriptsTest#yarn_gets_the_study_file_by_its_bare_name");
    String python = "PythonTest#tuners_pass_for_pysparks_own_classes";
    all.put("pip install pyspark==4.1.0 numpy", python);
    all.put("pyspark --jars target/espalier.jar --py-files target/espalier.jar", python);
    all.put("./submit/bench.sh", "SubmitScriptsTest#benchmarks_are_listed");
    for (String name :
        new String[] {
          "walk",
          "engine",
          "trainers",
          "trainers long",
          "trainers growth",
          "durable",
          "cold page",
          "functions",
          "functions search seeds=5",
          "search seeds=5 windows=1,16 2",
          "search seeds=5 windows=1,16 3",
          "search random policy-gradient annealing fmqa seeds=5 windows=1 3",
          "search 4",
          "search 6",
          "search seeds=5 8",
          "search seeds=5 11",
          "auto",
          "defaults seeds=1 minutes=8",
          "portfolio gain"
        }) {
      all.put("ESPALIER_DATA=data ./submit/bench.sh " + name, BY_HAND);
    }
    all.put("ESPALIER_DRIVER_MEMORY=9g ./submit/bench.sh large short", BY_HAND);
    all.put("./submit/bench.sh see", BY_HAND);
    all.put("./submit/bench.sh see rivals target/espalier/digits", RIVALS);
    places(all);
    all.put("mvn verify", BUILD);
    all.put("mvn package", BUILD);
    all.put("mvn -Pspark-3.5 package", BUILD);
    all.put("mvn -Pspark-3.5 verify", BUILD);
    all.put("mvn -Pfull verify", BUILD);
    all.put("mvn -Pcoverage verify", BUILD);
    all.put("mvn -Pci verify", GATE);
    all.put("./.ci/run", GATE);
    all.put("mvn spotless:apply", BUILD);
    all.put("mvn -Pquick test -Dtest=SimplicityTest", BUILD);
    all.put("mvn -Pcore test", "ClassPathTest#the_core_is_tested_without_spark_and_what_knows_it");
    all.put(
        "mvn -Pquick test -Dtest='*PagesTest' -Despalier.write-pages=true",
        "hocon.SettingsPagesTest#the_page_of_settings_is_as_the_reference");
    all.put("mvn site", SITE);
    return Collections.unmodifiableMap(all);
  }

  /** Where a study runs beside this machine and a cluster of Spark's own. */
  private static void places(Map<String, String> all) {
    String airflow = "PlacesTest#airflow_runs_the_dag_to_each_of_its_ends";
    all.put("./src/test/check/airflow.sh", airflow);
    all.put("./src/test/check/airflow.sh 2.11.2", airflow);
    String yarn = "PlacesTest#yarn_resumes_after_a_driver_that_died_and_not_after_wrong_settings";
    all.put("./src/test/check/yarn.sh", yarn);
    all.put("SPARK_LINE=3.5 ./src/test/check/yarn.sh", yarn);
    all.put("./src/test/check/newer-java.sh", "PlacesTest#the_core_runs_on_a_newer_java");
    all.put("./src/test/check/secrets.sh", "PlacesTest#secrets_are_shown_nowhere");
    all.put(
        "./src/test/check/s3.sh", "PlacesTest#a_study_lies_in_an_object_store_and_resumes_from_it");
    all.put("./src/test/check/executors.sh", "PlacesTest#executors_come_and_go");
    all.put("./src/test/check/paths.sh", "PlacesTest#files_are_written_below_the_output_only");
    String distribution = "PlacesTest#what_is_published_is_reproducible_and_can_be_installed";
    all.put("./src/test/check/distribution.sh", distribution);
    all.put("./src/test/check/xgboost.sh", "PlacesTest#xgboost_is_a_jar_of_its_own");
    all.put("mvn -Prelease package", distribution);
    all.put("mvn -Prelease -Dchangelist= -Dmaven.test.skip=true package", distribution);
    all.put("./src/test/check/release.sh", GATE);
    all.put("./submit/wheel.sh", distribution);
    all.put(
        "pip install target/wheels/espalier-0.1.0.dev0-py3-none-any.whl pyspark==4.1.0",
        distribution);
    all.put(
        "pip install --find-links target/wheels"
            + " 'target/wheels/espalier-0.1.0.dev0-py3-none-any.whl[xgboost]' pyspark==4.1.0",
        distribution);
    all.put(
        "spark-submit --repositories https://repository.example.com"
            + " --packages espalier:espalier:0.1.0 --class org.espalier.job.Main"
            + " spark-internal tune my-study.conf",
        distribution);
    all.put(
        "./submit/local.sh my-study.conf --if-changed",
        "job.NightlyRunTest#a_model_is_kept_until_the_rows_ask_for_another_one");
    String clouds = "PlacesTest#clouds_get_requests_that_their_own_clients_take";
    all.put("./src/test/check/clouds.sh", clouds);
    all.put("./src/test/check/clouds.sh --airflow --pyspark", clouds);
    String emr = "./submit/cloud.sh emr customers";
    all.put("ESPALIER_BUCKET=s3://tuning ESPALIER_CLUSTER=j-1 " + emr, CLUSTER);
    all.put(
        "ESPALIER_BUCKET=s3://tuning ESPALIER_CLUSTER=j-1 " + emr.replace("emr", "--dry-run emr"),
        clouds);
    all.put(
        "ESPALIER_BUCKET=s3://tuning ESPALIER_CLUSTER=j-1"
            + " ESPALIER_XGBOOST=s3://tuning/jars/espalier-xgboost.jar "
            + emr.replace("emr", "--dry-run emr"),
        clouds);
    for (String command :
        new String[] {
          "fs cp target/espalier.jar dbfs:/Volumes/main/espalier/files/espalier.jar",
          "fs cp customers.conf dbfs:/Volumes/main/espalier/files/customers.conf"
        }) {
      all.put("databricks " + command, CLUSTER);
    }
    for (String command : new String[] {"deploy", "run tune"}) {
      all.put("(cd submit/databricks && databricks bundle " + command + ")", CLUSTER);
    }
    String kubernetes = "PlacesTest#kubernetes_gets_manifests_as_its_schemas_say";
    all.put("./src/test/check/kubernetes.sh", kubernetes);
    all.put(
        "ESPALIER_MASTER=k8s://https://host:6443 ESPALIER_IMAGE=registry.example.com/espalier:0.1.0"
            + " ./submit/kubernetes.sh customers.conf",
        kubernetes);
    all.put(
        "docker build -f submit/kubernetes/Dockerfile"
            + " --build-arg SPARK_IMAGE=apache/spark:3.5.9-scala2.12-java17-ubuntu"
            + " --build-arg PACKAGES=org.apache.hadoop:hadoop-aws:3.3.4"
            + " -t registry.example.com/espalier:0.1.0-spark-3.5 target/spark-3.5",
        CLUSTER);
    all.put("docker push registry.example.com/espalier:0.1.0", CLUSTER);
    all.put("kubectl apply -f submit/kubernetes/rbac.yaml", CLUSTER);
    all.put(
        "docker build -f submit/kubernetes/Dockerfile --target xgboost"
            + " -t registry.example.com/espalier:0.1.0-xgboost target",
        CLUSTER);
    all.put(
        "docker build -f submit/kubernetes/Dockerfile"
            + " --build-arg PACKAGES=org.apache.hadoop:hadoop-aws:3.4.2"
            + " -t registry.example.com/espalier:0.1.0 target",
        CLUSTER);
    all.put(
        "kubectl create configmap espalier-studies --from-file=customers.conf"
            + " --from-file=submit/kubernetes/executor.yaml",
        CLUSTER);
    all.put("kubectl create secret generic espalier-keys --from-env-file=keys.env", CLUSTER);
    all.put("kubectl apply -f submit/kubernetes/job.yaml", CLUSTER);
    all.put("kubectl apply -f submit/kubernetes/sparkapplication.yaml", CLUSTER);
  }
}

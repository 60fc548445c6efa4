"""The table of the language: what runs, in which task, and where."""

from __future__ import annotations

from meshc.language.kinds import Kind, LabelSpec, Setting, by_name, grouped, grouped_kinds, kinds
from meshc.language.values import (
    BooleanType,
    CallType,
    DurationType,
    EnumType,
    IntegerType,
    ListType,
    NumberType,
    ReferenceType,
    ShareType,
    SizeType,
    StringType,
    TextListType,
    TextType,
    VariableType,
)

_NAME = (LabelSpec("name", StringType(allow_word=True)),)

LOG = Kind(
    "log",
    "where the output of a container goes",
    settings=by_name(
        Setting(
            "driver",
            EnumType(("awslogs", "firelens", "splunk", "fluentd", "gelf", "json-file", "journald", "syslog")),
            "the log driver",
            "awslogs",
        ),
        Setting("group", TextType(late_whole=True), "CloudWatch log group", '"/ecs/MESH"'),
        Setting("region", TextType(late_whole=True), "region of the log group", "${aws.region}"),
        Setting("prefix", TextType(), "prefix of the log streams", "the name of the service"),
        Setting("create", BooleanType(), "whether a missing log group is created", "false"),
        Setting("mode", EnumType(("blocking", "non-blocking")), "what happens when the log cannot keep up"),
        Setting("buffer", SizeType(), "buffer of the non-blocking mode"),
    ),
    kinds=kinds(Kind("options", "further options of the driver, by its own names", entries=VariableType(secrets=True))),
)

_CONTAINER_SETTINGS = by_name(
    Setting("image", TextType(late_whole=True), "image of the container"),
    Setting("command", TextListType(), "arguments, instead of the image's own"),
    Setting("entrypoint", TextListType(), "program, instead of the image's own"),
    Setting("directory", TextType(), "working directory"),
    Setting("user", TextType(), "user, and group, that the container runs as"),
    Setting("env-files", TextListType(), "files in S3 that hold variables, by ARN"),
    Setting("cpu", NumberType("vCPU"), "vCPU of the container"),
    Setting("memory", SizeType(), "memory of the container; at more it is killed"),
    Setting("memory-reservation", SizeType(), "memory kept free for the container"),
    Setting("stop-timeout", DurationType(), "time between the signal to stop and the kill", "30s"),
    Setting("read-only", BooleanType(), "whether the root file system is read-only", "false"),
    Setting("init", BooleanType(), "whether an init process reaps what is left behind", "false"),
    Setting("privileged", BooleanType(), "whether the container has the host's rights (EC2 only)", "false"),
    Setting("registry-credentials", TextType(late_whole=True), "ARN of the secret for a private registry"),
)

_CONTAINER_KINDS = kinds(
    Kind("env", "environment variables", entries=VariableType(secrets=True)),
    Kind("labels", "Docker labels", entries=VariableType()),
    Kind(
        "health",
        "how one tells that the container is well",
        settings=by_name(
            Setting("path", StringType(), "path that proxies and balancers ask for"),
            Setting("port", ReferenceType("port"), "port that they ask at", "the first"),
            Setting("command", ListType(StringType()), "command that ECS runs inside the container"),
            Setting("interval", DurationType(), "time between checks", "30s"),
            Setting("timeout", DurationType(), "limit for one check", "5s"),
            Setting("healthy", IntegerType(1), "successes in a row before traffic comes"),
            Setting("unhealthy", IntegerType(1), "failures in a row before it stops", "3"),
            Setting("start-period", DurationType(), "time in which failures do not count"),
        ),
    ),
    Kind(
        "depends-on",
        "a container of the task that must come first",
        (LabelSpec("container", ReferenceType("container")),),
        by_name(
            Setting("condition", EnumType(("start", "complete", "success", "healthy")), "how far it must be", "start")
        ),
        body="optional",
        label_field="container",
    ),
    Kind(
        "mount",
        "a volume seen in the container",
        (LabelSpec("volume", ReferenceType("volume")),),
        by_name(
            Setting("path", StringType(), "where it is seen", required=True),
            Setting("read-only", BooleanType(), "whether it cannot be written", "false"),
        ),
        field_name="mounts",
        label_field="volume",
    ),
    Kind(
        "ulimit",
        "a resource limit, as setrlimit names it",
        _NAME,
        by_name(
            Setting("soft", IntegerType(-1), "limit that the process may raise", required=True),
            Setting("hard", IntegerType(-1), "limit for raising it", required=True),
        ),
        field_name="ulimits",
    ),
    LOG,
)

CONTAINER = Kind(
    "container",
    "a container beside the application, in the same task",
    _NAME,
    {
        **_CONTAINER_SETTINGS,
        **by_name(
            Setting("essential", BooleanType(), "whether its end ends the task", "true"),
            Setting("ports", ListType(IntegerType(1, 65535)), "ports that it listens on"),
            Setting("udp-ports", ListType(IntegerType(1, 65535)), "ports at which it takes UDP"),
        ),
    },
    {
        **_CONTAINER_KINDS,
        "router": Kind(
            "router",
            "makes the container the FireLens router of the task",
            settings=by_name(Setting("type", EnumType(("fluentbit", "fluentd")), "the program", "fluentbit")),
            kinds=kinds(Kind("options", "options of the router", entries=VariableType())),
        ),
    },
    group="sidecar",
)

PROXY = Kind(
    "proxy",
    "the proxy that the target puts beside the application",
    settings=by_name(
        Setting("image", TextType(late_whole=True), "its image, where the target lets one choose"),
        Setting("cpu", NumberType("vCPU"), "vCPU set aside for it"),
        Setting("memory", SizeType(), "memory set aside for it"),
        Setting(
            "log-level", EnumType(("trace", "debug", "info", "warning", "error", "off")), "how much it logs", "info"
        ),
        Setting("sds-socket", StringType(), "socket at which a secret discovery service listens"),
    ),
    kinds=kinds(
        LOG,
        Kind("env", "environment variables", entries=VariableType(secrets=True)),
        _CONTAINER_KINDS["depends-on"],
        Kind(
            "bootstrap",
            "how its configuration reaches it, where the mesh compiler writes one",
            settings=by_name(
                Setting(
                    "from",
                    EnumType(("inline", "s3", "image")),
                    "the command line, a bucket that is read before it starts, or its own image",
                    "inline",
                    field="source",
                ),
                Setting("location", TextType(late_whole=True), 'bucket and folder: "s3://demo/envoy"'),
                Setting("fetcher", TextType(late_whole=True), "image of the container that reads the bucket"),
            ),
        ),
    ),
)

METRICS = Kind(
    "metrics",
    "numbers that the proxy tells about requests and connections",
    settings=by_name(
        Setting("dogstatsd", TextType(late_whole=True), "host:port of a DogStatsD collector that gets them"),
        Setting("tags", BooleanType(), "whether they carry tags"),
        Setting("prometheus", IntegerType(1, 65535), "port at which Prometheus reads them"),
    ),
)

ACCESS_LOG = Kind(
    "access-log",
    "a line per request, written by the proxy",
    settings=by_name(
        Setting("format", EnumType(("text", "json")), "shape of a line", "text"),
        Setting("path", StringType(), "file in the proxy's container", "its standard output"),
        Setting("query", BooleanType(), "whether query strings are logged", "false"),
        Setting("fields", StringType(), "a format of one's own, in Envoy's command operators"),
    ),
)

TRACING = Kind(
    "tracing",
    "spans per request",
    settings=by_name(
        Setting(
            "provider", EnumType(("otel", "xray", "zipkin", "datadog")), "protocol of the collector", required=True
        ),
        Setting("sampling", ShareType(), "share of the requests that are traced"),
        Setting("endpoint", TextType(late_whole=True), "host:port of the collector", "the sidecar"),
        Setting("sidecar", TextType(late_whole=True), "image of a collector that runs in each task"),
    ),
)

_TAGS = Kind("tags", "tags of what is created", entries=VariableType())

ECS_SETTINGS = grouped(
    by_name(
        Setting("cluster", TextType(late_whole=True), "an existing cluster", '"default"'),
        Setting("launch", EnumType(("fargate", "ec2")), "what the tasks run on", "fargate"),
        Setting("subnets", TextListType(late=True), "subnets of the tasks"),
        Setting("security-groups", TextListType(late=True), "security groups of the tasks"),
        Setting("public-ip", BooleanType(), "whether tasks get a public address", "false"),
        Setting("execution-role", TextType(late_whole=True), "role by which ECS pulls images and reads secrets"),
        Setting("task-role", TextType(late_whole=True), "role of the application"),
        Setting("execute-command", BooleanType(), "whether `aws ecs execute-command` may enter", "false"),
    ),
    "ecs",
)

ECS_KINDS = grouped_kinds(
    (
        _TAGS,
        Kind(
            "capacity-provider",
            "where a share of the tasks is placed",
            _NAME,
            by_name(
                Setting("weight", IntegerType(0, 1000), "share relative to the others"),
                Setting("base", IntegerType(0, 100_000), "tasks placed here before the shares count"),
            ),
            body="optional",
            field_name="capacity_providers",
        ),
        Kind(
            "platform",
            "operating system, architecture and Fargate version",
            settings=by_name(
                Setting(
                    "os",
                    EnumType(
                        ("linux", "windows-2019-core", "windows-2019-full", "windows-2022-core", "windows-2022-full")
                    ),
                    "operating system",
                    "linux",
                ),
                Setting("architecture", EnumType(("x86_64", "arm64")), "processor", "x86_64"),
                Setting("version", StringType(), "Fargate platform version", "LATEST"),
            ),
        ),
    ),
    "ecs",
)

ECS = Kind(
    "ecs",
    "where and with what rights tasks run, unless a service says otherwise",
    settings=ECS_SETTINGS,
    kinds={**ECS_KINDS, **grouped_kinds((LOG,), "ecs")},
)

_AUTOSCALE = Kind(
    "autoscale",
    "between how many tasks, and by what measure",
    settings=by_name(
        Setting("min", IntegerType(0), "fewest tasks", required=True),
        Setting("max", IntegerType(0), "most tasks", required=True),
        Setting("cpu", ShareType(), "average use of CPU to aim at"),
        Setting("memory", ShareType(), "average use of memory to aim at"),
        Setting("scale-in-cooldown", DurationType(), "wait after removing tasks"),
        Setting("scale-out-cooldown", DurationType(), "wait after adding tasks"),
    ),
)

_DEPLOY = Kind(
    "deploy",
    "how new tasks replace old ones",
    settings=by_name(
        Setting("strategy", EnumType(("rolling", "blue-green", "canary", "linear")), "the way", "rolling"),
        Setting("minimum", ShareType(100, whole=True), "share of tasks that stays up", "100%", field="minimum_healthy"),
        Setting("maximum", ShareType(200, whole=True), "share of tasks, old and new together", "200%"),
        Setting("bake", DurationType(), "how long old and new run side by side"),
        Setting("step", ShareType(), "share of the traffic that moves at once, or first"),
        Setting("step-bake", DurationType(), "wait between steps"),
        Setting("alarms", TextListType(), "CloudWatch alarms that roll a deployment back"),
        Setting("health-grace", DurationType(), "time in which failing health checks do not count"),
    ),
    kinds=kinds(
        Kind(
            "circuit-breaker",
            "ends a deployment whose tasks do not come up",
            settings=by_name(Setting("rollback", BooleanType(), "whether the old version comes back", "true")),
            body="optional",
        ),
        Kind(
            "test-header",
            "requests with this header reach the new tasks before anyone else's",
            settings=by_name(
                Setting("name", StringType(), "the header", required=True),
                Setting("value", TextType(), "its value", required=True),
            ),
        ),
    ),
    field_name="deployment",
)

WORKLOAD_SETTINGS = {
    **grouped(_CONTAINER_SETTINGS, "application"),
    **grouped(
        by_name(
            Setting("task", CallType(("file",), "file"), "your own task definition, which meshc amends"),
            Setting("container", StringType(allow_word=True), "the application in that task definition"),
            Setting("task-cpu", NumberType("vCPU"), "vCPU of the task", "worked out"),
            Setting("task-memory", SizeType(), "memory of the task", "worked out"),
            Setting("ephemeral-storage", SizeType("GiB"), "scratch space of the task", "20GiB"),
            Setting("replicas", IntegerType(0, late=True), "tasks, of each version", "1"),
        ),
        "workload",
    ),
    **ECS_SETTINGS,
}
"""Settings of a service, a version and a gateway that concern what runs."""

WORKLOAD_KINDS = {
    **grouped_kinds(_CONTAINER_KINDS.values(), "application"),
    "container": CONTAINER,
    **grouped_kinds(
        (
            _AUTOSCALE,
            _DEPLOY,
            Kind(
                "volume",
                "storage that containers mount",
                _NAME,
                by_name(
                    Setting("efs", TextType(late_whole=True), "EFS file system, by id", "empty space of the task"),
                    Setting("root", StringType(), "folder of the file system that is mounted"),
                    Setting("access-point", TextType(late_whole=True), "EFS access point, by id"),
                    Setting("encrypted", BooleanType(), "whether data is encrypted on its way", "true"),
                    Setting("iam", BooleanType(), "whether the task role decides on access", "false"),
                ),
                body="optional",
                field_name="volumes",
            ),
            PROXY,
            ACCESS_LOG,
            METRICS,
            TRACING,
        ),
        "workload",
    ),
    **ECS_KINDS,
}
"""Blocks of a service, a version and a gateway that concern what runs."""

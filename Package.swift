// swift-tools-version: 6.2
import PackageDescription

/// Settings shared by every target of ours: Swift 6 mode, explicit imports, and no warning that anybody may ignore.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// One target of the house; `on` names the floors below that it stands on, `embedding` the data it carries within.
func room(
    _ name: String, on dependencies: [Target.Dependency] = [], embedding data: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: data.map { .embedInCode($0) },
        swiftSettings: settings)
}

/// The tests of one target; they may also use the real servers and repositories of `TestSupport`.
func tests(
    of name: String, on dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "TestSupport"] + dependencies, exclude: exclude,
        swiftSettings: settings)
}

/// A C library of Debian's, described by pkg-config; exactly one target above imports it.
func library(_ name: String, pkgConfig: String, debian package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
    name: "complybot",
    products: [
        .executable(name: "complybot", targets: ["complybot"]),
        .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
    ],
    targets: [
        // Floor 0: C libraries.
        library("CGit2", pkgConfig: "libgit2", debian: "libgit2-dev"),
        library("CCurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        library("COpenSSL", pkgConfig: "libcrypto", debian: "libssl-dev"),
        library("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),
        library("CVectorscan", pkgConfig: "libhs", debian: "libvectorscan-dev"),
        library("CPCRE2", pkgConfig: "libpcre2-8", debian: "libpcre2-dev"),
        library("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
        library("CTreeSitter", pkgConfig: "tree-sitter", debian: "libtree-sitter-dev"),
        library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
        library("CSeccomp", pkgConfig: "libseccomp", debian: "libseccomp-dev"),
        library("CMicroHTTPD", pkgConfig: "libmicrohttpd", debian: "libmicrohttpd-dev"),
        .systemLibrary(name: "CLinux"),

        // Floor 1: values without a domain, and the one way to see a repository.
        room("Basics", on: ["COpenSSL", "CLinux"]),
        room("Snapshots"),

        // Floor 2: one outside world each.
        room("Git", on: ["Basics", "Snapshots", "CGit2"]),
        room("Documents", on: ["Basics", "CYAML", "CTreeSitter"]),
        room("HTTPClient", on: ["Basics", "CCurl", "CZlib"]),
        room("Database", on: ["Basics", "CSQLite"]),

        // Floor 3: the domain.
        room("RuleEngine", on: ["Basics", "Snapshots", "Documents", "CVectorscan", "CPCRE2"]),
        room("Advisories", on: ["Basics", "Documents"]),
        room("Policies", on: ["Basics", "Documents", "Database"]),
        room(
            "LanguageModels", on: ["Basics", "Documents", "HTTPClient", "Database"],
            embedding: ["Prices/prices.yaml"]),
        room("Forge", on: ["Basics", "Snapshots", "Git", "HTTPClient", "Database"]),
        room("Sandbox", on: ["Basics", "Snapshots", "CSeccomp"]),

        // Floor 4 and 5: one repository, then the fleet.
        room(
            "Remediation",
            on: [
                "Basics", "Snapshots", "Git", "Documents", "RuleEngine", "Advisories", "Policies",
                "LanguageModels", "Forge", "Sandbox",
            ],
            embedding: [
                "common", "summary", "compliance", "risk", "testing", "notes", "messages",
                "critique", "second-reader",
            ].map { "Description/Prompts/\($0).md" }),
        room(
            "AgentTools",
            on: [
                "Basics", "Snapshots", "Git", "Documents", "HTTPClient", "RuleEngine", "Policies",
                "LanguageModels", "Forge", "Sandbox", "Remediation",
            ],
            embedding: [
                "driver", "planner", "executor", "reviewer", "candidate", "critique",
            ].map { "Loop/Prompts/\($0).md" }),
        room(
            "Fleet",
            on: ["Basics", "Snapshots", "Git", "HTTPClient", "Database", "Forge", "Remediation"]),

        // Floor 6: the way in.
        room(
            "WebServer",
            on: [
                "Basics", "Database", "Forge", "Remediation", "AgentTools", "Fleet", "CMicroHTTPD",
            ]),

        // Floor 7: the program.
        .executableTarget(
            name: "complybot",
            dependencies: [
                "Basics", "Snapshots", "Git", "Documents", "HTTPClient", "Database", "RuleEngine",
                "Advisories", "Policies", "LanguageModels", "Forge", "Sandbox", "Remediation",
                "AgentTools", "Fleet", "WebServer",
            ],
            swiftSettings: settings),

        // What the fuzzers of the package `Fuzz` feed; its corpora are replayed as tests.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Basics", "Snapshots", "Git", "Documents", "HTTPClient", "RuleEngine",
                "Advisories", "Policies", "LanguageModels", "Forge", "Sandbox", "Remediation",
                "Fleet", "WebServer",
            ],
            path: "Fuzz/Targets", swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["Basics", "Snapshots", "Git"],
            path: "Tests/TestSupport",
            swiftSettings: settings),
        // A GitHub on loopback for tests and demos; never part of the product.
        .target(
            name: "StandInForge", dependencies: ["Basics", "Snapshots", "Git"],
            path: "Tests/StandInForge", swiftSettings: settings),
        .executableTarget(
            name: "stand-in-forge", dependencies: ["StandInForge"],
            path: "Tests/StandInForgeProgram", swiftSettings: settings),
        // Walks a store through a script, for tests that kill it on the way.
        .executableTarget(
            name: "store-walk", dependencies: ["Basics", "Fleet"], path: "Tests/StoreWalkProgram",
            swiftSettings: settings),
        // Loads the queue and its workers for minutes, for docs/benchmarks.md.
        .executableTarget(
            name: "fleet-load", dependencies: ["Basics", "Fleet", "Forge", "Git", "Remediation"],
            path: "Benchmarks/FleetLoad", swiftSettings: settings),
        tests(of: "StandInForge"),
        tests(of: "Basics"),
        tests(of: "Snapshots"),
        tests(of: "Git", on: ["Snapshots", "Basics"]),
        tests(of: "Documents", on: ["Basics"]),
        tests(of: "HTTPClient", on: ["Basics"]),
        tests(of: "Database", on: ["Basics"]),
        tests(of: "RuleEngine", on: ["Snapshots", "Documents", "Basics"]),
        tests(of: "Advisories", on: ["Documents", "Basics"]),
        tests(of: "Policies", on: ["Database", "Basics"]),
        tests(of: "LanguageModels", on: ["HTTPClient", "Documents", "Database", "Basics"]),
        tests(of: "Forge", on: ["Git", "Snapshots", "HTTPClient", "Database", "Basics"]),
        tests(of: "Sandbox", on: ["Snapshots", "Basics"]),
        tests(
            of: "Remediation",
            on: [
                "Basics", "Snapshots", "Git", "Documents", "RuleEngine", "Advisories", "Policies",
                "LanguageModels", "Forge", "Sandbox",
            ], exclude: ["Reports/Golden", "Injections", "Descriptions"]),
        tests(
            of: "AgentTools",
            on: [
                "Basics", "Snapshots", "Git", "Documents", "RuleEngine", "Policies",
                "LanguageModels", "Forge", "Sandbox", "Remediation",
            ], exclude: ["Transcripts"]),
        tests(
            of: "Fleet",
            on: [
                "Basics", "Database", "Forge", "Git", "HTTPClient", "Remediation", "Snapshots",
                "store-walk",
            ], exclude: ["Journal/Golden", "Store/Schemas"]),
        tests(
            of: "WebServer",
            on: ["AgentTools", "Basics", "Database", "Forge", "Remediation", "Fleet", "HTTPClient"]),
        tests(of: "FuzzTargets"),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "complybot", "TestSupport", "StandInForge", "Basics", "Snapshots", "Git",
                "Documents", "Database", "Forge", "LanguageModels", "Remediation", "Fleet",
            ],
            swiftSettings: settings),
    ]
)

// swift-tools-version: 6.2
import PackageDescription

// SwiftPM knows the program's package by the name of its folder.
let folders = Context.packageDirectory.split(separator: "/")
let programName = folders.dropLast().last.map { $0.lowercased() } ?? "complybot"

let package = Package(
    name: "fuzz",
    dependencies: [.package(name: programName, path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [.product(name: "FuzzTargets", package: programName)],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .unsafeFlags(["-parse-as-library"]),
            ])
    ]
)

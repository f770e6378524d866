// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "parley",
    products: [.executable(name: "parley", targets: ["parley"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.90.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Layer 1
        .target(
            name: "KernelsC",
            // Debug builds compile C at -O0, which makes the kernels about 90 times slower.
            cSettings: [
                .unsafeFlags(["-O3"], .when(configuration: .debug)),
                .unsafeFlags(["-fno-math-errno", "-ffp-contract=off"]),
            ]),
        .target(name: "Kernels", dependencies: ["KernelsC"]),

        // Layer 2
        .target(name: "Script"),
        .systemLibrary(name: "CFlite", providers: [.apt(["flite1-dev"])]),
        .target(
            name: "Phonemes", dependencies: ["Kernels", "CFlite"],
            resources: [.copy("Resources")]),
        .target(name: "Signal", dependencies: ["Kernels"]),
        .target(name: "StudentModel", dependencies: ["Kernels"]),
        .target(name: "Autograd", dependencies: ["Kernels"]),

        // Layer 3
        .target(
            name: "Synthesis",
            dependencies: ["Script", "Phonemes", "StudentModel", "Signal", "Kernels"],
            resources: [.copy("Resources")]),
        .systemLibrary(name: "CSndfile", providers: [.apt(["libsndfile1-dev"])]),
        .systemLibrary(name: "CEbur128", providers: [.apt(["libebur128-dev"])]),
        .target(name: "Delivery", dependencies: ["CSndfile", "CEbur128", "Signal", "Kernels"]),
        .target(
            name: "Distillation",
            dependencies: [
                "Delivery", "Script", "Phonemes", "StudentModel", "Signal", "Autograd", "Kernels",
            ],
            resources: [.copy("Resources")]),
        .target(
            name: "Listening",
            dependencies: ["Kernels", .product(name: "GRDB", package: "GRDB.swift")]),

        // Layer 4
        .systemLibrary(name: "CALSA", providers: [.apt(["libasound2-dev"])]),
        .target(
            name: "Playback",
            dependencies: ["CALSA", "Synthesis", "Script", "Signal", "Kernels"]),

        .target(name: "Studio", dependencies: ["Listening", "Script", "Synthesis"]),

        // Layer 5
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncursesw5-dev"])]),
        .target(
            name: "StudioTerminal",
            dependencies: [
                "CNcurses", "Studio", "Playback", "Listening", "Synthesis", "Delivery", "Script",
                "Signal", "Kernels",
                .product(name: "TOMLKit", package: "TOMLKit"),
            ]),
        .target(
            name: "RenderService",
            dependencies: [
                "Playback", "Synthesis", "Delivery",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),

        // Layer 6
        .executableTarget(
            name: "parley",
            dependencies: [
                "Studio", "StudioTerminal", "RenderService", "Synthesis", "Delivery",
                "Distillation", "Listening",
                "Playback", "Script", "Phonemes", "StudentModel", "Signal", "Kernels",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests
        .testTarget(name: "KernelsTests", dependencies: ["Kernels", "KernelsC"]),
        .testTarget(name: "ScriptTests", dependencies: ["Script"]),
        .testTarget(
            name: "PhonemesTests", dependencies: ["Phonemes"], resources: [.copy("Goldens")]),
        .testTarget(name: "SignalTests", dependencies: ["Signal"], resources: [.copy("Goldens")]),
        .testTarget(
            name: "StudentModelTests", dependencies: ["StudentModel", "Autograd", "Kernels"]),
        .testTarget(name: "AutogradTests", dependencies: ["Autograd", "Kernels"]),
        .testTarget(
            name: "SynthesisTests",
            dependencies: ["Synthesis", "Script", "Phonemes", "StudentModel", "Signal"]),
        .testTarget(name: "DeliveryTests", dependencies: ["Delivery", "Signal", "Kernels"]),
        .testTarget(
            name: "DistillationTests",
            dependencies: [
                "Distillation", "Phonemes", "StudentModel", "Signal", "Delivery", "Script",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "ListeningTests",
            dependencies: ["Listening", "Kernels", .product(name: "GRDB", package: "GRDB.swift")],
            resources: [.copy("Goldens")]),
        .testTarget(
            name: "PlaybackTests",
            dependencies: [
                "Playback", "Synthesis", "Script", "Phonemes", "StudentModel", "Signal", "Kernels",
            ]),
        .testTarget(
            name: "StudioTests", dependencies: ["Studio", "Listening", "Script", "Synthesis"],
            resources: [.copy("Goldens")]),
        .testTarget(
            name: "StudioTerminalTests",
            dependencies: [
                "StudioTerminal", "Studio", "Listening", "Playback", "Delivery", "Signal",
                "CNcurses",
            ]),
        .testTarget(
            name: "RenderServiceTests",
            dependencies: [
                "RenderService", "Playback", "Delivery",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .testTarget(
            name: "ParleyTests", dependencies: ["parley", "Listening", "Synthesis", "Delivery"]),
    ],
    swiftLanguageModes: [.v6]
)

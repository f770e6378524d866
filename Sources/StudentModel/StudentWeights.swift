import Foundation
import Kernels

/// A student's parameters with the configuration they belong to.
public struct StudentWeights: Sendable {
    public let layout: StudentLayout
    /// In the layout's order.
    public let parameters: [Matrix<Float>]

    public init(layout: StudentLayout, parameters: [Matrix<Float>]) {
        precondition(parameters.count == layout.parameters.count, "one matrix per parameter")
        self.layout = layout
        self.parameters = parameters
    }

    /// Reads a weights file.
    ///
    /// - Throws: `WeightsError` for anything but whole, valid weights of a student.
    public init(path: String) throws(WeightsError) {
        var parameters: [Matrix<Float>] = []
        let layout = try Self.readParameters(path: path) { _, _, matrix in
            parameters.append(matrix)
        }
        self.init(layout: layout, parameters: parameters)
    }

    /// Reads a weights file parameter by parameter, so that no more than one need be in memory.
    ///
    /// - Parameter take: is given the layout, the parameter's index in it and its values.
    static func readParameters(
        path: String, take: (StudentLayout, Int, Matrix<Float>) -> Void
    ) throws(WeightsError) -> StudentLayout {
        let file = try SafetensorsFile(path: path)
        guard let text = file.metadata["student"] else {
            throw .missing(path: path, what: "it has no “student” configuration")
        }
        let configuration: StudentConfiguration
        do {
            configuration = try JSONDecoder().decode(
                StudentConfiguration.self, from: Data(text.utf8))
        } catch {
            throw .missing(path: path, what: "its “student” configuration cannot be read")
        }
        if let problem = configuration.problem {
            throw .missing(path: path, what: "its configuration is unusable: \(problem)")
        }
        let layout = StudentLayout(configuration)
        // The checksum has touched every page; those not yet needed again may go.
        file.releasePages()
        for (index, parameter) in layout.parameters.enumerated() {
            let matrix = try file.matrix(
                named: parameter.name, rows: parameter.rows, columns: parameter.columns)
            guard areFinite(matrix.values) else {
                throw .missing(
                    path: path, what: "tensor “\(parameter.name)” holds a value that is no number")
            }
            take(layout, index, matrix)
        }
        return layout
    }

    /// Writes a weights file, whole or not at all.
    public func save(
        to path: String, precision: SafetensorsPrecision = .float16,
        metadata: [String: String] = [:]
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var metadata = metadata
        metadata["student"] = String(
            decoding: try encoder.encode(layout.configuration), as: UTF8.self)
        try SafetensorsWriter.write(
            tensors: zip(layout.parameters, parameters).map { specification, matrix in
                (specification.name, [matrix.rows, matrix.columns], matrix.values)
            },
            precision: precision, metadata: metadata, to: path)
    }
}

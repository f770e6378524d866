import Foundation
import Kernels
import StudentModel

/// The mean of several sets of weights of one network.
///
/// The weights of fine-tunings from the same start lie in one valley, and their mean is often better
/// than any of them (Wortsman et al. 2022, "model soups").
///
/// - Parameter sources: each a folder of a training run, of which the running average counts, or a
///   weights file.
/// - Throws: `TrainingError.badConfiguration` if they belong to different networks; what reading
///   one of them throws.
public func averagedWeights(of sources: [String]) throws -> StudentWeights {
    let all = try sources.map { try weights(at: $0) }
    guard let first = all.first else {
        throw TrainingError.badConfiguration("there are no weights to average")
    }
    for (source, weights) in zip(sources, all)
    where weights.layout.configuration != first.layout.configuration {
        throw TrainingError.badConfiguration(
            "\(source) holds another network than \(sources[0])")
    }
    let parameters = first.parameters.indices.map { index in
        var mean = first.parameters[index]
        for weights in all.dropFirst() { add(weights.parameters[index], to: &mean) }
        scale(&mean, by: 1 / Float(all.count))
        return mean
    }
    return StudentWeights(layout: first.layout, parameters: parameters)
}

private func weights(at source: String) throws -> StudentWeights {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder), isFolder.boolValue
    else { return try StudentWeights(path: source) }
    return try averagedWeights(ofRun: source).weights
}

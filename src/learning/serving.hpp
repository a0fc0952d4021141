#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "learning/model.hpp"

/// TensorFlow Serving's predict API as functions from text to text, so that its clients need no change.
///
///     POST /v1/models/NAME[/versions/N]:predict   predict()         200, or 400 with error_body()
///     GET  /v1/models/NAME[/versions/N]           status_body()
///     GET  /v1/models/NAME/metadata               metadata_body()
///
/// A model has one input tensor, `features`, DT_FLOAT of shape [rows, columns], and one output, `prediction`.
///
/// Thread safety: pure.
/// Source:        TensorFlow Serving, "RESTful API", and its util/json_tensor.cc for what errors say.
/// Known limits:  no classify and regress. Beyond TensorFlow: null is a missing value, which trees can handle.
namespace argosy::learning {

struct PredictLimits {
    std::size_t rows = 10'000;
};

/// {"instances": [[..], ..]}, {"instances": [{"features": [..]}, ..]} give {"predictions": [..]};
/// {"inputs": [[..], ..]}, {"inputs": {"features": [[..], ..]}} give {"outputs": [..]}.
/// Errors: invalid_argument in the words of TensorFlow Serving.
[[nodiscard]] Result<std::string> predict(const Model& model, std::string_view request,
                                          const PredictLimits& limits = {});

/// {"error": "..."}.
[[nodiscard]] std::string error_body(std::string_view message);
/// The model is loaded and serves.
[[nodiscard]] std::string status_body(const ModelInfo& info);
[[nodiscard]] std::string metadata_body(const Model& model);
/// What TensorFlow Serving says when it has no such model (404).
[[nodiscard]] std::string unknown_model_message(std::string_view name);

}  // namespace argosy::learning

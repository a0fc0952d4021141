#include "market/bar_builder.hpp"

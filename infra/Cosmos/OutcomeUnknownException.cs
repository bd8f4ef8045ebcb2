namespace PublicServices.Infra.Cosmos;

/// <summary>A write was sent and its answer never came: it may have happened or not, or may yet. Ask, or send it again.</summary>
internal sealed class OutcomeUnknownException(string operation, Exception? inner) : Exception($"The outcome of {operation} is not known.", inner);

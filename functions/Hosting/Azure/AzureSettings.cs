namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Checks what the Azure engine must be told. Nothing is made up or kept on a disk: the next process would not find it.</summary>
internal static class AzureSettings
{
    /// <exception cref="InvalidOperationException">Settings are missing or wrong; one line for each.</exception>
    public static void Demand(IEnumerable<string> faults)
    {
        var lines = faults.ToList();
        if (lines.Count > 0) throw new InvalidOperationException(string.Join(Environment.NewLine, lines));
    }

    /// <summary>What is wrong with the secrets every process must share.</summary>
    public static IReadOnlyList<string> SecretFaults(IConfiguration configuration)
    {
        var faults = new List<string>();
        if (string.IsNullOrEmpty(configuration["Security:HashKey"]))
            faults.Add("Security:HashKey is needed with the Azure engine: base64 of at least 32 bytes, the same for every process, for ever.");
        else if (KeyFile.FaultOf(configuration["Security:HashKey"]!, "Security:HashKey") is { } fault)
            faults.Add(fault);

        var before = faults.Count;
        if (SignIn.ConfiguredKeys.Read(configuration, faults).Count == 0 && faults.Count == before)
            faults.Add($"{SignIn.ConfiguredKeys.Setting}:0 is needed with the Azure engine: base64 of at least {SignIn.ConfiguredKeys.MinBytes} bytes.");

        if (string.IsNullOrEmpty(configuration[ReceiptKeys.Setting]))
            faults.Add($"{ReceiptKeys.Setting} is needed with the Azure engine: a P-256 private key, as PEM or as base64 of its PKCS #8.");
        else
            ReceiptKeys.Read(configuration, faults);
        return faults;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.Blobs;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Blobs;

public sealed class ScannerTests
{
    private static readonly byte[] Eicar = Encoding.ASCII.GetBytes("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eicar_TestFileAnywhere_Found()
    {
        var scanner = new EicarScanner();

        (await scanner.ScanAsync(Eicar, Stop)).Should().Be(EicarScanner.Name);
        (await scanner.ScanAsync((byte[])[1, 2, .. Eicar, 3], Stop)).Should().Be(EicarScanner.Name);
        (await scanner.ScanAsync(Eicar.AsMemory(1), Stop)).Should().BeNull();
        (await scanner.ScanAsync(default, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task ClamAv_CleanFile_IsSentWholeAndIsClean()
    {
        byte[]? received = null;
        await using var clamd = new ClamdDouble(content => { received = content; return "stream: OK"; });
        var file = new byte[200_000];
        new Random(7).NextBytes(file);

        (await Scan(clamd.Port, file)).Should().BeNull();
        received.Should().Equal(file);
    }

    [Fact]
    public async Task ClamAv_EmptyFile_IsClean()
    {
        await using var clamd = new ClamdDouble(_ => "stream: OK");

        (await Scan(clamd.Port, [])).Should().BeNull();
    }

    [Fact]
    public async Task ClamAv_InfectedFile_ReturnsTheName()
    {
        await using var clamd = new ClamdDouble(_ => "stream: Win.Test.EICAR_HDB-1 FOUND");

        (await Scan(clamd.Port, Eicar)).Should().Be("Win.Test.EICAR_HDB-1");
    }

    [Theory]
    [InlineData("INSTREAM size limit exceeded. ERROR")]
    [InlineData("stream: ")]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData(null)]
    public async Task ClamAv_AnyOtherAnswer_IsNeitherCleanNorInfected(string? answer)
    {
        await using var clamd = new ClamdDouble(_ => answer);

        await FluentActions.Awaiting(() => Scan(clamd.Port, Eicar)).Should().ThrowAsync<EngineBusyException>();
    }

    [Fact]
    public async Task ClamAv_EndlessAnswer_IsCutOff()
    {
        await using var clamd = new ClamdDouble(_ => new string('x', 100_000));

        await FluentActions.Awaiting(() => Scan(clamd.Port, Eicar)).Should().ThrowAsync<EngineBusyException>();
    }

    [Fact]
    public async Task ClamAv_Unreachable_IsBusy()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        await FluentActions.Awaiting(() => Scan(port, Eicar)).Should().ThrowAsync<EngineBusyException>();
    }

    [Fact]
    public async Task ClamAv_Silent_IsBusyAfterTheTimeout()
    {
        var clock = new FakeTimeProvider();
        await using var clamd = new ClamdDouble(_ => "stream: OK") { IsSilent = true };
        using var scanner = new ClamAvScanner(new ClamAvOptions("127.0.0.1", clamd.Port, TimeoutSeconds: 10), clock);

        var scan = scanner.ScanAsync(Eicar, Stop).AsTask();
        await clamd.Received.Task.WaitAsync(Stop);
        clock.Advance(TimeSpan.FromSeconds(9));
        scan.IsCompleted.Should().BeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        await FluentActions.Awaiting(() => scan).Should().ThrowAsync<EngineBusyException>();
    }

    [Fact]
    public async Task ClamAv_CallerStops_IsCancelledNotBusy()
    {
        await using var clamd = new ClamdDouble(_ => "stream: OK") { IsSilent = true };
        using var scanner = new ClamAvScanner(new ClamAvOptions("127.0.0.1", clamd.Port), TimeProvider.System);
        using var stop = new CancellationTokenSource();

        var scan = scanner.ScanAsync(Eicar, stop.Token).AsTask();
        await clamd.Received.Task.WaitAsync(Stop);
        await stop.CancelAsync();

        await FluentActions.Awaiting(() => scan).Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task<string?> Scan(int port, byte[] content)
    {
        using var scanner = new ClamAvScanner(new ClamAvOptions("127.0.0.1", port), TimeProvider.System);
        return await scanner.ScanAsync(content, Stop);
    }
}

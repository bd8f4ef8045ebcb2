using System.CommandLine;
using PublicServices.Tests.Doubles.Cosmos;
using PublicServices.Tests.Doubles.FunctionsHost;
using PublicServices.Tests.Doubles.ServiceBus;

// One line for each double; the folder of each holds its own command.
var root = new RootCommand("Doubles of the services the program talks to, for tests on one machine.");
root.Subcommands.Add(CosmosCommand.Create());
root.Subcommands.Add(ServiceBusCommand.Create());
root.Subcommands.Add(FunctionsHostCommand.Create());
root.Subcommands.Add(OddHandlerCommand.Create());
return await root.Parse(args).InvokeAsync();

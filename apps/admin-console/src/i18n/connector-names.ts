/**
 * What connectors and their products are called in bokmål whose names are English. The others are names that the systems bear themselves. One that is not here is
 * shown as it is. A test holds this table to the connectors that come with Bilag.
 */
export const connectorNames: Readonly<Record<string, string>> = {
  'Xledger through a gateway (OAuth2 REST)': 'Xledger via en mellomtjeneste (OAuth2 REST)',
  'File export': 'Fileksport',
  'Folder of files': 'Mappe med filer',
};

// Values that the tests of the reports room share.
export const ggusUrl = (number: number) => `https://ggus.eu/ws/ticket_info.php?ticket=${number}`

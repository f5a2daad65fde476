export { AddressList, isAddressRange, plainAddress } from './address-list.js';
export { clientAddress } from './client-address.js';
